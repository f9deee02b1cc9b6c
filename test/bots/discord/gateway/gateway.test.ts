import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ackShape, type Volley } from '../../../../script/bench/stations/protocol.ts';
import { startStation } from '../../../../script/bench/stations/start-station.ts';
import { createGateway } from '../../../../src/bots/discord/gateway/gateway.ts';
import type { DiscordSettings } from '../../../../src/bots/discord/gateway/settings.ts';
import type { Arrived } from '../../../../src/bots/discord/payload/news.ts';
import { createPauseMemory } from '../../../../src/bots/discord/rest/pause.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { describe } from '../../../../src/commands/framework/describe.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { startFakeDiscord } from '../../../fakes/discord/fake-discord.ts';
import { HUNG_MS, until } from '../../../fakes/until.ts';
import { startLoneBot } from '../fixtures/lone-bot.ts';

const OFFERED = { commands: describe(COMMANDS, 'en'), menu: [] };
const NOBODY_LISTENS = {
  arriving: async () => undefined,
  dropped: () => undefined,
  interaction: () => undefined,
  message: () => undefined,
  server: () => undefined,
};
const calm = new AbortController().signal;

/** Has commands sent by another process, while this thread does nothing else, as if one long computation had it. */
function volleyWhileBlocked(url: string, volley: Volley): readonly (number | null)[] {
  const post = `const answer = await fetch(process.argv[1], { method: 'POST', body: process.argv[2] });
    process.stdout.write(await answer.text());`;
  const args = ['--input-type=module', '--eval', post, `${url}/volley`, JSON.stringify(volley)];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: HUNG_MS });
  return ackShape.parse(JSON.parse(stdout)).ackMs;
}

test('what members ask for is acknowledged while the program itself is busy, and arrives after that', async () => {
  await using station = await startStation('discord');
  const { DISCORD_TOKEN: token = '', DISCORD_API_URL: apiUrl = '' } = station.variables;
  const arrived: Arrived[] = [];
  const settings: DiscordSettings = { token: new Secret(token), apiUrl, shards: 'auto' };
  const listener = { ...NOBODY_LISTENS, interaction: (one: Arrived) => arrived.push(one) };
  // Nobody records meanwhile, which may only take a part of this.
  const gateway = createGateway(settings, OFFERED, listener, createPauseMemory(), silentLog, 4_000);
  await gateway.connect(calm);
  const ackMs = volleyWhileBlocked(station.url, { calls: [{ name: 'help' }], count: 40, perSecond: 100 });
  assert.equal(ackMs.filter((ms) => ms !== null).length, 40);
  await until('all of them arrive', () => arrived.length === 40);
  await gateway.close();
  assert.ok(arrived.every(({ first }) => first.kind === 'deferred' && first.visibility === 'private'));
});

test('a command is acknowledged as soon as it is recorded, and not before', async () => {
  await using discord = await startFakeDiscord();
  const settings: DiscordSettings = {
    token: new Secret(discord.token),
    apiUrl: discord.apiUrl,
    shards: 'auto',
  };
  const recorded = Promise.withResolvers<void>();
  let isArriving = false;
  const listener = {
    ...NOBODY_LISTENS,
    arriving: () => {
      isArriving = true;
      return recorded.promise;
    },
  };
  // So long that only the record lets the acknowledgement go on.
  const gateway = createGateway(settings, OFFERED, listener, createPauseMemory(), silentLog, 100 * HUNG_MS);
  await gateway.connect(calm);
  const call = discord.command({ user: discord.user(), guild: discord.guild(), name: 'help' });
  await until('it is being recorded', () => isArriving);
  assert.equal(call.acknowledgement, undefined);
  recorded.resolve();
  await call.acknowledged();
  await gateway.close();
});

test('a connection Discord refuses stops the start with a sentence', async () => {
  await using discord = await startFakeDiscord();
  const shards = { ids: [2], count: 2 };
  const settings: DiscordSettings = { token: new Secret(discord.token), apiUrl: discord.apiUrl, shards };
  const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, createPauseMemory(), silentLog, HUNG_MS);
  await assert.rejects(gateway.connect(calm), {
    name: 'StartError',
    message: /^Discord rejected these shards\./,
  });
});

test('a start that is given up leaves no connection behind', async () => {
  await using discord = await startFakeDiscord();
  const settings: DiscordSettings = {
    token: new Secret(discord.token),
    apiUrl: discord.apiUrl,
    shards: 'auto',
  };
  const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, createPauseMemory(), silentLog, HUNG_MS);
  const over = new AbortController();
  const connecting = gateway.connect(over.signal);
  await until('a first request', () => discord.requests.length > 0);
  over.abort();
  await assert.rejects(connecting, { name: 'AbortError' });
  // By the time that the next one is connected, a thread that was being started would be, too.
  const next = createGateway(settings, OFFERED, NOBODY_LISTENS, createPauseMemory(), silentLog, HUNG_MS);
  await next.connect(calm);
  await next.close();
  assert.equal(discord.gateway.identifies.length, 1);
});

test('a command that is being acknowledged while the bot stops still gets its answer', async () => {
  await using here = await startLoneBot();
  here.discord.faults.next('POST', /callback/, { delayMs: 300 });
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  await until('the acknowledgement is under way', () => here.discord.faults.left === 0);
  await here.bot.stop();
  await call.until(([original]) => original?.loading === false);
  assert.match(call.original()?.content ?? '', /restarting/);
});

// Discord lets one shard in every five seconds.
if (process.env['PROVE'] !== undefined) {
  test('several shards share the thread, and say goodbye before it ends', async () => {
    await using discord = await startFakeDiscord();
    const shards = { ids: 'all', count: 3 } as const;
    const settings: DiscordSettings = { token: new Secret(discord.token), apiUrl: discord.apiUrl, shards };
    const events: string[] = [];
    const log = { ...silentLog, warn: (_fields: object, event: string) => events.push(event) };
    const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, createPauseMemory(), log, HUNG_MS);
    await gateway.connect(calm);
    assert.deepEqual(gateway.health(), { ready: true });
    await gateway.close();
    assert.deepEqual(events, []);
  });
}
