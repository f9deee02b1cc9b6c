import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { ConfigError, ENVIRONMENT, readConfig } from '../../src/config/config.ts';
import { environmentShape } from '../../src/config/environment.ts';
import { variableRecord } from '../../src/config/variables/variable.ts';

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const DISCORD = { DISCORD_TOKEN: 'discord-token', AUDIOPOD_API_KEY: 'ap_1' };
const OAUTH = {
  SLACK_SIGNING_SECRET: 'sign',
  SLACK_CLIENT_ID: '12.34',
  SLACK_CLIENT_SECRET: 'client',
  PUBLIC_URL: 'https://bot.example.com',
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env, 4);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ variable }) => variable);
  }
  return [];
}

function messageOf(env: Record<string, string>): string {
  try {
    readConfig(env, 4);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return '';
}

describe('the configuration', () => {
  it('works without any variable: sandbox and playground on loopback', () => {
    const config = readConfig({}, 4);
    assert.deepEqual(config.audiopod, { sandbox: true, statusReadsPerMinute: 60 });
    assert.deepEqual(config.playground, { hosts: [] });
    assert.deepEqual(config.platforms, {});
    assert.deepEqual(config.http, { host: '127.0.0.1', port: 3000 });
    assert.equal(config.store.kind, 'sqlite');
    assert.equal(config.store.url.reveal(), 'sqlite://data/audiopod-bot.sqlite');
    assert.deepEqual(config.limits, {
      operatorMonthly: 50_000_000,
      operatorDaily: null,
      tenantMonthly: 10_000_000,
      tenantDaily: null,
      memberDaily: 1_000_000,
      perJob: 2_000_000,
      perLink: 500_000,
      links: true,
      personalMonthly: 0,
    });
    assert.deepEqual(config.jobs, {
      maxPerTenant: 20,
      maxPerMember: 3,
      maxWaiting: 20,
      retentionMs: 30 * 86_400_000,
    });
    assert.equal(config.media.encodeConcurrency, 4);
    assert.equal(config.media.uploadLimitBytes, 10 * 1024 * 1024);
    assert.equal(config.role, 'all');
    assert.equal(config.logLevel, 'info');
    assert.deepEqual(config.warnings, []);
  });

  it('treats empty variables as not set and ignores spaces and line ends around values', () => {
    const config = readConfig({ DISCORD_TOKEN: '', SLACK_BOT_TOKEN: '  ', PORT: ' 4000\r' }, 4);
    assert.deepEqual(config.platforms, {});
    assert.equal(config.http.port, 4000);
  });

  it('keeps the database in the data folder unless told otherwise', () => {
    assert.equal(readConfig({ DATA_DIR: '/data/' }).store.url.reveal(), 'sqlite:///data/audiopod-bot.sqlite');
    assert.equal(readConfig({ STORE_URL: 'sqlite://x.db' }).store.url.reveal(), 'sqlite://x.db');
  });

  it('cannot be changed, at any depth', () => {
    const { media, platforms, owners } = readConfig({ ...DISCORD, OWNER_IDS: 'discord:1' });
    assert.ok([media, platforms, platforms.discord, owners].every(Object.isFrozen));
    assert.throws(() => Object.assign(media, { maxAudioMs: 1 }), TypeError);
  });

  it('reports every problem at once, with what was expected, what arrived and an example', () => {
    const message = messageOf({
      PORT: '12abc',
      ROLE: 'boss',
      DEFAULT_JOB_LIMIT_USD: '-1',
      SLACK_APP_TOKEN: 'xapp-1-secret-token',
    });
    assert.match(message, /^Fix these 5 variables and start again:\n/);
    assert.match(
      message,
      / {2}PORT must be a whole number from 0 to 65535, but is "12abc"\. Example: PORT=3000/,
    );
    assert.match(message, /ROLE must be one of all, gateway, worker, but is "boss"\./);
    assert.match(message, /DEFAULT_JOB_LIMIT_USD must be .*, but is "-1"/);
    assert.match(message, /SLACK_BOT_TOKEN is required because Slack needs both tokens in socket mode\./);
  });

  it('never shows a secret, neither when it is refused nor when the configuration is printed', () => {
    const hidden = 'hunter2 with spaces';
    assert.doesNotMatch(messageOf({ DISCORD_TOKEN: hidden, SECRET_KEY: hidden }), /hunter2/);
    assert.doesNotMatch(messageOf({ AUDIOPOD_BASE_URL: 'https://u:hunter2@x/?k=hunter2' }), /hunter2/);
    assert.doesNotMatch(messageOf({ DISCORD_DEV_GUILD: 'xoxb-hunter2hunter2' }), /hunter2/);
    const config = readConfig({
      DISCORD_TOKEN: 'hunter2',
      AUDIOPOD_API_KEY: 'hunter2',
      STORE_URL: 'postgres://u:hunter2@h/d',
      SECRET_KEY: KEY,
      METRICS_TOKEN: 'hunter2',
    });
    const printed = `${inspect(config, { depth: 9, showHidden: true })} ${JSON.stringify(config)}`;
    assert.doesNotMatch(printed, /hunter2/);
    assert.ok(!printed.includes(KEY));
  });

  for (const [name, values] of Object.entries({
    PORT: ['12abc', '-1', '65536', '1e3', '0x10', '3.5', '３０００'],
    SANDBOX: ['yes', 'ON', '1', 'true'],
    PLAYGROUND: ['maybe'],
    ROLE: ['All', 'leader'],
    TENANTS: ['closed'],
    LOG_LEVEL: ['loud'],
    HOST: ['http://x', 'a b'],
    AUDIOPOD_BASE_URL: ['api.audiopod.ai', 'ftp://x', 'https://x?y=1', 'https://u@x'],
    DISCORD_API_URL: ['https://discord.com/api/v10', 'https://discord.com/api/v10/'],
    DISCORD_DEV_GUILD: ['my server'],
    SHARD_IDS: ['a', '0;1'],
    SHARD_COUNT: ['0', 'two'],
    STORE_URL: ['mysql://x/y', 'sqlite://', 'data.sqlite', 'postgres://['],
    PUBLIC_URL: ['http://bot.example.com', 'bot.example.com'],
    SECRET_KEY: ['short', `${KEY}=`, KEY.slice(1)],
    OWNER_IDS: ['123', 'discord:abc', 'slack:T1', 'discord:1,,discord:2'],
    MEDIA_HOSTS: ['https://x', 'x:0', 'x:65536', 'x:port', '-x', 'a,,b'],
    UPLOAD_LIMIT_MIB: ['0', '10MB'],
    MAX_JOBS_PER_MEMBER: ['0', 'none'],
    MAX_WAITING_JOBS: ['0', 'none'],
    OPERATOR_MONTHLY_LIMIT_USD: ['none', '$5', '1,5', '1e2', '.5', '5.', 'Infinity', '0.0000001'],
    OPERATOR_DAILY_LIMIT_USD: ['no', '-5'],
    DEFAULT_MEMBER_DAILY_LIMIT_USD: ['none'],
    STATUS_READS_PER_MINUTE: ['0'],
    ENCODE_CONCURRENCY: ['0', 'cores'],
    JOB_RETENTION_DAYS: ['0'],
  })) {
    it(`refuses ${name} when it is none of its values`, () => {
      for (const value of values) assert.equal(problemsOf({ [name]: value })[0], name, value);
    });
  }

  it('never takes a number that only begins like one', () => {
    fc.assert(
      fc.property(fc.nat(70_000), fc.string({ minLength: 1 }), (number, tail) => {
        fc.pre(/^[^\d\s]|[^\d\s]$/.test(tail));
        assert.deepEqual(problemsOf({ PORT: `${number}${tail}` }), ['PORT']);
      }),
    );
  });

  it('has an example for every variable that the variable accepts', () => {
    for (const [name, schema] of Object.entries(environmentShape.shape)) {
      const { example, fallback, hasDefault } = variableRecord(schema);
      assert.ok(schema.safeParse(example).success, `${name}=${example}`);
      if (hasDefault) assert.ok(schema.safeParse(fallback).success, `${name}=${fallback}`);
    }
  });

  it('describes every variable once', () => {
    const names = ENVIRONMENT.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(new Set(names), new Set(Object.keys(environmentShape.shape)));
    assert.ok(ENVIRONMENT.every(({ fallback, meaning }) => fallback !== '' && meaning.endsWith('.')));
  });

  it('warns of names that look like a mistyped variable, and only of those', () => {
    const { warnings } = readConfig({
      DISCORD_TOKNE: 'secret-value',
      sandbox: 'on',
      AUDIOPOD_APIKEY: 'x',
      HOME: '/root',
      PATH: '/bin',
      POST: 'x',
      HOSTNAME: 'x',
      NODE_ENV: 'production',
      LOGNAME: 'x',
    });
    assert.deepEqual(
      warnings.map((warning) => warning.split(' ')[0]),
      ['DISCORD_TOKNE', 'sandbox', 'AUDIOPOD_APIKEY', 'POST'],
    );
    assert.match(warnings[0] ?? '', /Did you mean DISCORD_TOKEN\?/);
    assert.doesNotMatch(warnings.join(), /secret-value/);
  });
});

describe('AudioPod', () => {
  it('needs a key as soon as a platform is on, and the message names it', () => {
    assert.match(
      messageOf({ DISCORD_TOKEN: 'x' }),
      /AUDIOPOD_API_KEY is required because DISCORD_TOKEN is set/,
    );
    assert.deepEqual(problemsOf({ SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'y' }), ['AUDIOPOD_API_KEY']);
    assert.deepEqual(problemsOf({ SANDBOX: 'off' }), ['AUDIOPOD_API_KEY']);
  });

  it('is the real one once a key is there, without a slash after its address', () => {
    const { audiopod } = readConfig({
      AUDIOPOD_API_KEY: 'ap_1',
      AUDIOPOD_BASE_URL: 'http://127.0.0.1:4010/',
    });
    assert.ok(!audiopod.sandbox);
    assert.equal(audiopod.apiKey.reveal(), 'ap_1');
    assert.equal(audiopod.baseUrl, 'http://127.0.0.1:4010');
  });

  it('is the sandbox with anything when asked for, and a key is then reported as unused', () => {
    assert.ok(readConfig({ SANDBOX: 'on', DISCORD_TOKEN: 'x' }).audiopod.sandbox);
    const { audiopod, warnings } = readConfig({ ...DISCORD, SANDBOX: 'on' });
    assert.ok(audiopod.sandbox);
    assert.match(warnings.join(), /AUDIOPOD_API_KEY isn’t used/);
  });

  it('is warned about over plain http beyond this machine', () => {
    const warningsFor = (url: string) =>
      readConfig({ AUDIOPOD_API_KEY: 'ap_1', AUDIOPOD_BASE_URL: url }).warnings.length;
    assert.equal(warningsFor('http://sandbox:4010'), 1);
    assert.equal(warningsFor('http://[::1]:4010'), 0);
    assert.equal(warningsFor('https://api.audiopod.ai'), 0);
  });
});

describe('platforms', () => {
  it('turns Discord on by its token', () => {
    const { platforms, playground } = readConfig({ ...DISCORD, DISCORD_DEV_GUILD: '42' });
    assert.equal(platforms.discord?.token.reveal(), 'discord-token');
    assert.equal(platforms.discord.apiUrl, 'https://discord.com/api');
    assert.equal(platforms.discord.devGuild, '42');
    assert.equal(platforms.discord.shards, 'auto');
    assert.equal(playground, undefined);
  });

  it('reads shards, and refuses ids that do not fit the count', () => {
    const shards = (env: Record<string, string>) =>
      readConfig({ ...DISCORD, ...env }).platforms.discord?.shards;
    assert.deepEqual(shards({ SHARD_IDS: '0, 2', SHARD_COUNT: '3' }), { ids: [0, 2], count: 3 });
    assert.deepEqual(shards({ SHARD_COUNT: '3' }), { ids: 'all', count: 3 });
    assert.equal(shards({ SHARD_IDS: 'auto', SHARD_COUNT: 'auto' }), 'auto');
    assert.deepEqual(problemsOf({ ...DISCORD, SHARD_IDS: '3', SHARD_COUNT: '3' }), ['SHARD_IDS']);
    assert.deepEqual(problemsOf({ ...DISCORD, SHARD_IDS: '1,1', SHARD_COUNT: '3' }), ['SHARD_IDS']);
    assert.deepEqual(problemsOf({ ...DISCORD, SHARD_IDS: '1' }), ['SHARD_COUNT']);
  });

  it('reads Slack in socket mode, over HTTP and by OAuth, and prefers HTTP', () => {
    const mode = (env: Record<string, string>) =>
      readConfig({ AUDIOPOD_API_KEY: 'ap_1', ...env }).platforms.slack?.transport.mode;
    const { SLACK_SIGNING_SECRET: _, ...oauth } = OAUTH;
    const tokens = { SLACK_BOT_TOKEN: 'xoxb', SLACK_APP_TOKEN: 'xapp' };
    assert.equal(mode(tokens), 'socket');
    assert.equal(mode({ ...tokens, SLACK_SIGNING_SECRET: 's' }), 'http');
    assert.equal(mode({ SLACK_BOT_TOKEN: 'xoxb', SLACK_SIGNING_SECRET: 's' }), 'http');
    assert.equal(mode({ ...OAUTH, SECRET_KEY: KEY }), 'http');
    assert.equal(mode({ ...oauth, SLACK_APP_TOKEN: 'xapp', SECRET_KEY: KEY }), 'socket');
    const { slack } = readConfig({ AUDIOPOD_API_KEY: 'ap_1', ...OAUTH, SECRET_KEY: KEY }).platforms;
    assert.ok(slack && 'install' in slack.transport);
    assert.equal(slack.transport.install.clientId, '12.34');
    assert.equal(slack.transport.install.publicUrl, 'https://bot.example.com');
  });

  it('names what a half-configured Slack lacks', () => {
    const lacking = (env: Record<string, string>) => problemsOf({ AUDIOPOD_API_KEY: 'ap_1', ...env });
    assert.deepEqual(lacking({ SLACK_BOT_TOKEN: 'x' }), ['SLACK_APP_TOKEN']);
    assert.deepEqual(lacking({ SLACK_APP_TOKEN: 'x' }), ['SLACK_BOT_TOKEN']);
    assert.deepEqual(lacking({ SLACK_SIGNING_SECRET: 'x' }), ['SLACK_BOT_TOKEN']);
    assert.deepEqual(lacking({ SLACK_CLIENT_ID: 'x', SECRET_KEY: KEY }), [
      'SLACK_CLIENT_SECRET',
      'PUBLIC_URL',
      'SLACK_SIGNING_SECRET',
    ]);
    assert.deepEqual(lacking(OAUTH), ['SECRET_KEY']);
  });

  it('refuses a token of one workspace beside the installation by many, in a sentence', () => {
    const both = { AUDIOPOD_API_KEY: 'ap_1', ...OAUTH, SECRET_KEY: KEY, SLACK_BOT_TOKEN: 'xoxb-1' };
    assert.match(
      messageOf(both),
      /SLACK_BOT_TOKEN is for one workspace, and SLACK_CLIENT_ID lets many install/,
    );
  });
});

describe('the server', () => {
  it('shares one database between roles only on PostgreSQL, which needs a given key', () => {
    assert.deepEqual(problemsOf({ ROLE: 'worker' }), ['STORE_URL']);
    const postgres = { STORE_URL: 'postgres://u:p@h/d' };
    assert.deepEqual(problemsOf({ ...postgres, ROLE: 'gateway' }), ['SECRET_KEY']);
    assert.equal(readConfig({ ...postgres, ROLE: 'gateway', SECRET_KEY: KEY }).role, 'gateway');
    assert.equal(readConfig({ STORE_URL: 'postgresql://h/d', SECRET_KEY: KEY }).store.kind, 'postgres');
  });

  it('shows the playground beyond loopback only with a token', () => {
    assert.deepEqual(problemsOf({ HOST: '0.0.0.0' }), ['PLAYGROUND_TOKEN']);
    assert.deepEqual(problemsOf({ HOST: '::' }), ['PLAYGROUND_TOKEN']);
    assert.deepEqual(problemsOf({ HOST: 'localhost' }), []);
    assert.deepEqual(problemsOf({ HOST: '127.8.8.8' }), []);
    assert.deepEqual(problemsOf({ HOST: '::1' }), []);
    assert.deepEqual(problemsOf({ HOST: '0.0.0.0', PLAYGROUND: 'off' }), []);
    assert.deepEqual(problemsOf({ HOST: '0.0.0.0', ...DISCORD }), []);
    assert.deepEqual(problemsOf({ HOST: '0.0.0.0', ...DISCORD, PLAYGROUND: 'on' }), ['PLAYGROUND_TOKEN']);
    assert.deepEqual(problemsOf({ HOST: '0.0.0.0', PLAYGROUND_TOKEN_FILE: '/data/token' }), []);
  });

  it('opens the public name of the playground only behind the token', () => {
    const hosts = (env: Record<string, string>) => readConfig(env).playground?.hosts;
    const announced = { PUBLIC_URL: 'https://bot.example.com/chat/' };
    assert.deepEqual(hosts(announced), []);
    assert.deepEqual(hosts({ ...announced, PLAYGROUND_TOKEN: 'long-enough-token' }), ['bot.example.com']);
    assert.deepEqual(hosts({ HOST: '192.168.1.5', PLAYGROUND_TOKEN: 'x' }), ['192.168.1.5']);
  });

  it('reads lists and money', () => {
    const config = readConfig({
      OWNER_IDS: 'discord:42, slack:T024BE7LD:U2147483697',
      MEDIA_HOSTS: 'cdn.example.com,127.0.0.1:9000,[::1]:80',
      OPERATOR_DAILY_LIMIT_USD: '0.5',
      DEFAULT_DAILY_LIMIT_USD: 'none',
      DEFAULT_PERSONAL_LIMIT_USD: '1.25',
      MAX_AUDIO_MINUTES: '5',
    });
    assert.deepEqual(config.owners, ['discord:42', 'slack:T024BE7LD:U2147483697']);
    assert.deepEqual(config.media.extraHosts, ['cdn.example.com', '127.0.0.1:9000', '[::1]:80']);
    assert.equal(config.limits.operatorDaily, 500_000);
    assert.equal(config.limits.tenantDaily, null);
    assert.equal(config.limits.personalMonthly, 1_250_000);
    assert.equal(config.media.maxAudioMs, 300_000);
  });
});
