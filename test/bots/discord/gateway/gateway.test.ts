import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startStation } from '../../../../script/bench/stations/start-station.ts';
import { createGateway } from '../../../../src/bots/discord/gateway/gateway.ts';
import type { DiscordSettings } from '../../../../src/bots/discord/gateway/settings.ts';
import type { Arrived } from '../../../../src/bots/discord/payload/news.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { describe } from '../../../../src/commands/framework/describe.ts';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { startFakeDiscord } from '../../../fakes/discord/fake-discord.ts';
import { startLoneBot } from '../fixtures/lone-bot.ts';

const OFFERED = { commands: describe(COMMANDS, 'en'), menu: [] };
const NOBODY_LISTENS = { interaction: () => undefined, message: () => undefined };
const BUSY_MS = 2_000;
const calm = new AbortController().signal;

/** The thread does nothing else, as if one long computation had it. */
function blockThread(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

test('what members ask for is acknowledged in time while the program itself is busy, and arrives after that', async () => {
  await using station = await startStation('discord');
  const { DISCORD_TOKEN: token = '', DISCORD_API_URL: apiUrl = '' } = station.variables;
  const arrived: Arrived[] = [];
  const settings: DiscordSettings = { token: new Secret(token), apiUrl, shards: 'auto' };
  const listener = { ...NOBODY_LISTENS, interaction: (one: Arrived) => arrived.push(one) };
  const gateway = createGateway(settings, OFFERED, listener, silentLog);
  await gateway.connect(calm);
  const volley = station.volley({ calls: [{ name: 'help' }], count: 40, perSecond: 20 });
  while (arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
  blockThread(BUSY_MS);
  const ackMs = await volley;
  await gateway.close();
  assert.ok(Math.max(...ackMs) < BUSY_MS / 2, `${Math.max(...ackMs)} ms`);
  assert.equal(arrived.length, 40);
  assert.ok(arrived.every(({ first }) => first.kind === 'deferred' && first.visibility === 'private'));
});

test('a connection Discord refuses stops the start with a sentence', async () => {
  await using discord = await startFakeDiscord();
  const shards = { ids: [2], count: 2 };
  const settings: DiscordSettings = { token: new Secret(discord.token), apiUrl: discord.apiUrl, shards };
  const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, silentLog);
  await assert.rejects(gateway.connect(calm), {
    name: 'StartError',
    message: /^Discord refuses these shards\./,
  });
});

test('a start that is given up leaves no connection behind', async () => {
  await using discord = await startFakeDiscord();
  const settings: DiscordSettings = {
    token: new Secret(discord.token),
    apiUrl: discord.apiUrl,
    shards: 'auto',
  };
  const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, silentLog);
  const over = new AbortController();
  const connecting = gateway.connect(over.signal);
  while (discord.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await assert.rejects(connecting, { name: 'AbortError' });
  // By then a thread that was being started would have connected.
  await systemClock.sleep(600, calm);
  assert.equal(discord.gateway.identifies.length, 0);
});

test('a command that is being acknowledged while the bot stops still gets its answer', async () => {
  await using here = await startLoneBot();
  here.discord.faults.next('POST', /callback/, { delayMs: 300 });
  const call = here.discord.command({ user: here.discord.user(), guild: here.discord.guild(), name: 'tts' });
  while (here.discord.faults.left > 0) await new Promise((resolve) => setImmediate(resolve));
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
    const gateway = createGateway(settings, OFFERED, NOBODY_LISTENS, log);
    await gateway.connect(calm);
    assert.deepEqual(gateway.health(), { ready: true });
    await gateway.close();
    assert.deepEqual(events, []);
  });
}
