import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { Keyv } from 'keyv';
import type { Transport } from '../../../src/bots/slack/connect/transport.ts';
import { createSlackBot } from '../../../src/bots/slack/slack-bot.ts';
import type { Serving, SlackBotSettings } from '../../../src/bots/slack/tenancy/settings.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { createCommandDispatcher } from '../../../src/commands/dispatch/command-dispatcher.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { StartError } from '../../../src/core/model/start-error.ts';
import { type Log, silentLog } from '../../../src/core/ports/log.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { noDepartures } from '../../fakes/no-departures.ts';
import { noRequests } from '../../fakes/no-requests.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { startFakeSlack } from '../../fakes/slack/start-fake-slack.ts';
import { until } from '../../fakes/until.ts';

const settingsFor = (
  apiUrl: string,
  transport: Transport & Serving,
  log: Log = silentLog,
): SlackBotSettings => ({
  config: { apiUrl, transport },
  dispatcher: createCommandDispatcher({
    commands: COMMANDS,
    // These tests start and stop; nobody asks for anything.
    services: {
      voices: nobody(),
      defaults: nobody(),
      genres: nobody(),
      budgetReader: nobody(),
      isOwner: nobody(),
      budgetRequests: nobody(),
      rules: nobody(),
      jobs: nobody(),
      deleter: nobody(),
      eraser: nobody(),
      exportTenant: nobody(),
      keys: nobody(),
      charts: nobody(),
    },
    clock: patientClock,
    log: silentLog,
  }),
  requests: noRequests,
  departures: noDepartures,
  isAlone: true,
  cache: new Keyv<unknown>(),
  keys: { current: createSecretKey(randomBytes(32)) },
  maxAttachmentBytes: 1_000_000,
  mediaHosts: [],
  clock: patientClock,
  log,
});

const calm = new AbortController().signal;

function nobody(): never {
  return {} as never;
}

const socketOf = (slack: FakeSlack, more: { bot?: string; app?: string } = {}): Transport & Serving => ({
  mode: 'socket',
  botToken: new Secret(more.bot ?? slack.botToken),
  appToken: new Secret(more.app ?? slack.appToken),
});

async function startError(settings: SlackBotSettings): Promise<string> {
  const bot = await createSlackBot(settings);
  try {
    const error: unknown = await bot.start(new AbortController().signal).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StartError, String(error));
    return error.message;
  } finally {
    await bot.stop();
  }
}

describe('starting on Slack', () => {
  it('with a wrong bot token says which variable is wrong', async () => {
    await using slack = await startFakeSlack();
    const message = await startError(settingsFor(slack.apiUrl, socketOf(slack, { bot: 'xoxb-wrong-token' })));
    assert.match(message, /SLACK_BOT_TOKEN \(invalid_auth\)/);
    assert.doesNotMatch(message, /xoxb-wrong/);
  });

  it('with a wrong app token says which variable is wrong', async () => {
    await using slack = await startFakeSlack();
    const message = await startError(settingsFor(slack.apiUrl, socketOf(slack, { app: 'xapp-wrong-token' })));
    assert.match(message, /SLACK_APP_TOKEN \(\w+\)/);
  });

  it('without a scope names it', async () => {
    await using slack = await startFakeSlack();
    slack.scopes.delete('files:write');
    assert.match(
      await startError(settingsFor(slack.apiUrl, socketOf(slack))),
      /lacks these scopes: files:write/,
    );
  });

  for (const team_id of ['E0ORGANIZED', undefined]) {
    it(`with the token of an organization, whose team is ${team_id}, says what to install instead`, async () => {
      const organization = { enterprise_id: 'E0ORGANIZED', ...(team_id !== undefined && { team_id }) };
      await using slack = await startFakeSlack({ organization });
      const message = await startError(settingsFor(slack.apiUrl, socketOf(slack)));
      assert.match(message, /whole organization.*OAuth: set SLACK_CLIENT_ID/);
    });
  }

  it('without Slack says so', async () => {
    const slack = await startFakeSlack();
    const settings = settingsFor(slack.apiUrl, socketOf(slack));
    await slack[Symbol.asyncDispose]();
    assert.match(await startError(settings), /can’t reach Slack/);
  });
});

describe('the sockets', () => {
  it('are two, come back by themselves, and are told about while they are gone', async () => {
    await using slack = await startFakeSlack();
    const bot = await createSlackBot(settingsFor(slack.apiUrl, socketOf(slack)));
    assert.equal(bot.health().ready, false);
    await bot.start(new AbortController().signal);
    try {
      await slack.untilConnected(2);
      assert.deepEqual(bot.health(), { ready: true });
      slack.refreshSockets();
      await slack.until('a refresh', () => slack.calls('apps.connections.open').length >= 4);
      await slack.untilConnected(2);
      slack.fault('apps.connections.open', { kind: 'status', status: 500 }, 2);
      slack.dropSockets();
      await slack.until('the fall', () => !bot.health().ready);
      assert.match(bot.health().reason ?? '', /no socket/);
      await slack.untilConnected(2);
      await slack.until('the recovery', () => bot.health().ready);
    } finally {
      await bot.stop();
    }
    await slack.until('the end of the sockets', () => slack.sockets === 0);
  });

  it('are not ready while what they bring is from another workspace', async () => {
    await using slack = await startFakeSlack();
    const bot = await createSlackBot(settingsFor(slack.apiUrl, socketOf(slack)));
    await bot.start(new AbortController().signal);
    const ask = () =>
      slack.command({ command: '/help', user: slack.users.member, channel: slack.channels.general });
    try {
      const own = await ask();
      assert.deepEqual(bot.health(), { ready: true });
      for (const [from, foreign] of [
        ['workspace T0ELSEWHERE', { team_id: 'T0ELSEWHERE' }],
        ['organization E0ORGANIZED', { enterprise_id: 'E0ORGANIZED', is_enterprise_install: 'true' }],
      ] as const) {
        await slack.redeliver({ ...own, payload: { ...own.payload, ...foreign } });
        await slack.until('the fall', () => !bot.health().ready);
        assert.match(
          bot.health().reason ?? '',
          new RegExp(`events of ${from}, and the token is for workspace`),
        );
        await ask();
        await slack.until('the recovery', () => bot.health().ready);
      }
    } finally {
      await bot.stop();
    }
  });

  it('are not ready once the token is revoked', async () => {
    await using slack = await startFakeSlack();
    const bot = await createSlackBot(settingsFor(slack.apiUrl, socketOf(slack)));
    await bot.start(new AbortController().signal);
    try {
      slack.fault('users.info', { kind: 'error', error: 'token_revoked' });
      await slack.command({ command: '/help', user: slack.users.member, channel: slack.channels.general });
      await slack.until('the fall', () => !bot.health().ready);
      assert.match(bot.health().reason ?? '', /token_revoked/);
    } finally {
      await bot.stop();
    }
  });
});

describe('a process that only delivers', () => {
  it('opens no socket, is ready all the same, and posts', async () => {
    await using slack = await startFakeSlack();
    const bot = await createSlackBot({ ...settingsFor(slack.apiUrl, socketOf(slack)), receives: false });
    await bot.start(calm);
    try {
      assert.deepEqual(bot.health(), { ready: true });
      await bot.notices.tell(
        { platform: 'slack', channel: slack.users.member.id },
        'The budget is used up.',
        calm,
      );
      assert.equal(slack.messagesFor(slack.users.member).length, 1);
      assert.equal(slack.sockets, 0);
      assert.equal(slack.calls('apps.connections.open').length, 0);
    } finally {
      await bot.stop();
    }
  });

  it('takes no requests of Slack over HTTP', async () => {
    const transport = {
      mode: 'http',
      botToken: new Secret('xoxb-1'),
      signingSecret: new Secret('s'),
    } as const;
    const settings = settingsFor('https://slack.com/api/', transport);
    assert.equal((await createSlackBot({ ...settings, receives: false })).router, undefined);
    assert.notEqual((await createSlackBot(settings)).router, undefined);
  });

  it('is not ready when Slack rejects its token', async () => {
    await using slack = await startFakeSlack();
    const settings = settingsFor(slack.apiUrl, socketOf(slack, { bot: 'xoxb-wrong-token' }));
    assert.match(await startError({ ...settings, receives: false }), /SLACK_BOT_TOKEN/);
  });
});

describe('the app being removed', () => {
  for (const [event, reason] of [
    [{ type: 'app_uninstalled' }, /was removed/],
    [{ type: 'tokens_revoked', tokens: { bot: ['B1'] } }, /was revoked/],
  ] as const) {
    it(`(${event.type}) is told to everybody who watches the bot`, async () => {
      await using slack = await startFakeSlack();
      const store = await openStore({ url: 'sqlite://:memory:', clock: patientClock });
      const { departures } = store;
      const gone = () => departures.leftBefore(Number.MAX_SAFE_INTEGER, '', 9);
      const settings = { ...settingsFor(slack.apiUrl, socketOf(slack)), departures };
      const bot = await createSlackBot(settings);
      const tenant = `slack:${slack.team.id}`;
      await bot.start(new AbortController().signal);
      try {
        await slack.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } } as never);
        assert.deepEqual(bot.health(), { ready: true });
        // Slack reports whole seconds: the removal must be in a later one than the start.
        const startedAtMs = Date.now();
        await until('the next second', () => Date.now() >= startedAtMs + 1_000);
        await slack.event(event as never);
        await slack.until('the fall', () => !bot.health().ready);
        assert.match(bot.health().reason ?? '', reason);
        await until('it is noted', async () => (await gone()).includes(tenant));
        const again = await createSlackBot(settings);
        await again.start(new AbortController().signal);
        assert.deepEqual(await gone(), [], 'it is back once the bot starts again');
        await again.stop();
      } finally {
        await bot.stop();
        await store.close();
      }
    });
  }
});

describe('the log', () => {
  it('holds no token, no text and no response address', async () => {
    const lines: string[] = [];
    const note = (fields: object, event: string): void => {
      lines.push(JSON.stringify([event, fields, Object.values(fields).map(String)]));
    };
    const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
    await using slack = await startFakeSlack();
    const bot = await createSlackBot(settingsFor(slack.apiUrl, socketOf(slack), log));
    await bot.start(new AbortController().signal);
    try {
      slack.fault('response_url', { kind: 'status', status: 500 });
      slack.fault('users.info', { kind: 'status', status: 500 });
      await slack.command({
        command: '/tts',
        text: 'a very private sentence',
        user: slack.users.member,
        channel: slack.channels.general,
      });
      await slack.until('the words', () => slack.messagesFor(slack.users.member).length > 0);
    } finally {
      await bot.stop();
    }
    assert.ok(lines.length > 0);
    const all = lines.join('\n');
    for (const secret of [slack.botToken, slack.appToken, 'a very private sentence', '/respond/']) {
      assert.ok(!all.includes(secret), secret);
    }
  });
});
