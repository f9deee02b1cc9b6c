import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Keyv } from 'keyv';
import { registerCommands } from '../../../script/register.ts';
import type { Bot } from '../../../src/bots/bot.ts';
import { createDiscordBot, type DiscordBotSettings } from '../../../src/bots/discord/discord-bot.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe } from '../../../src/commands/framework/describe.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import { startFakeDiscord } from '../../fakes/discord/fake-discord.ts';
import { noRequests } from '../../fakes/no-requests.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { until } from '../../fakes/until.ts';

const calm = new AbortController().signal;

async function botAt(
  apiUrl: string,
  token: string,
  change: Partial<DiscordBotSettings> = {},
  devGuild?: string,
): Promise<Bot> {
  return createDiscordBot({
    config: { token: new Secret(token), apiUrl, shards: 'auto', ...(devGuild !== undefined && { devGuild }) },
    dispatcher: {
      describe: (locale) => describe(COMMANDS, locale),
      zoneOf: async () => 'UTC',
      choices: async () => [],
      run: async () => assert.fail('nobody asks'),
      press: async () => assert.fail('nobody presses'),
    },
    requests: noRequests,
    isAlone: true,
    cache: new Keyv<string>(),
    keys: { current: createSecretKey(randomBytes(32)) },
    uploadFloorBytes: 10,
    maxAttachmentBytes: 10,
    mediaHosts: [],
    clock: patientClock,
    log: silentLog,
    ...change,
  });
}

test('commands are registered when they changed, and not again', async () => {
  await using discord = await startFakeDiscord();
  const cache = new Keyv<string>();
  for (const isFirst of [true, false]) {
    const bot = await botAt(discord.apiUrl, discord.token, { cache });
    await bot.start(calm);
    await bot.stop();
    const puts = discord.requests.filter(({ method }) => method === 'PUT');
    assert.equal(puts.length, 1, isFirst ? 'first start' : 'second start');
  }
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  discord.assertClean();
});

test('with a server for development they are registered there alone', async () => {
  await using discord = await startFakeDiscord();
  const guild = discord.guild();
  const bot = await botAt(discord.apiUrl, discord.token, {}, guild.id);
  await bot.start(calm);
  await bot.stop();
  assert.deepEqual([...discord.registered.keys()], [guild.id]);
  discord.assertClean();
});

test('a registration Discord refuses does not keep the bot from starting', async () => {
  await using discord = await startFakeDiscord();
  discord.faults.next('PUT', /commands/, { status: 400, body: { code: 30_034, message: 'too many' } });
  const bot = await botAt(discord.apiUrl, discord.token);
  await bot.start(calm);
  assert.deepEqual(bot.health(), { ready: true });
  await bot.stop();
});

test('a wrong token stops the start with a sentence that does not repeat it', async () => {
  await using discord = await startFakeDiscord();
  const bot = await botAt(discord.apiUrl, 'wrong-token');
  await assert.rejects(bot.start(calm), (error: Error) => {
    assert.equal(error.name, 'StartError');
    assert.match(error.message, /Discord rejected DISCORD_TOKEN/);
    assert.doesNotMatch(error.message, /wrong-token/);
    return true;
  });
  await bot.stop();
});

test('a token that Discord lets connect no more today stops the start with a sentence that says until when', async () => {
  await using discord = await startFakeDiscord();
  const session_start_limit = { total: 1_000, remaining: 0, reset_after: 3_600_000, max_concurrency: 1 };
  const body = { url: 'wss://gateway.discord.gg', shards: 1, session_start_limit };
  discord.faults.next('GET', /gateway\/bot/, { status: 200, body, times: 9 });
  const bot = await botAt(discord.apiUrl, discord.token);
  await assert.rejects(bot.start(calm), {
    name: 'StartError',
    message: /^This bot has used up its Discord logins for today\. Start again after .* \(UTC\), /,
  });
  await bot.stop();
});

test('a bot that Discord asks to wait for long is told so at its start, and does not wait', async () => {
  await using discord = await startFakeDiscord();
  discord.faults.next('GET', /gateway\/bot/, { status: 429, headers: { 'retry-after': '3600' }, times: 9 });
  const bot = await botAt(discord.apiUrl, discord.token);
  await assert.rejects(bot.start(calm), {
    name: 'StartError',
    message: /^Discord rate-limited this token\. Start again in 6[01] minutes/,
  });
  await bot.stop();
});

test('a bot whose address Discord refuses is told so at its start, after one request', async () => {
  await using discord = await startFakeDiscord();
  discord.faults.next('GET', /gateway\/bot/, {
    status: 429,
    body: '<html>error code: 1015</html>',
    times: 99,
  });
  const bot = await botAt(discord.apiUrl, discord.token);
  await assert.rejects(bot.start(calm), {
    name: 'StartError',
    message: /^Discord refuses requests from this computer’s address for now\. Start again in a minute\./,
  });
  await bot.stop();
  assert.equal(discord.faults.left, 98);
});

test('an address where nobody answers stops the start with a sentence', async () => {
  const bot = await botAt('http://127.0.0.1:1/api', 'token');
  await assert.rejects(bot.start(calm), /can’t reach Discord at http:\/\/127\.0\.0\.1:1\/api/);
  await bot.stop();
});

test('a process that only delivers does not connect', async () => {
  await using discord = await startFakeDiscord();
  const bot = await botAt(discord.apiUrl, discord.token, { receives: false });
  await bot.start(calm);
  assert.deepEqual(bot.health(), { ready: true });
  assert.equal(discord.gateway.identifies.length, 0);
  await bot.stop();
});

test('before it is connected the bot is not ready and says so', async () => {
  await using discord = await startFakeDiscord();
  const bot = await botAt(discord.apiUrl, discord.token);
  assert.equal(bot.health().ready, false);
  await bot.start(calm);
  assert.deepEqual(bot.health(), { ready: true });
  discord.gateway.drop(4014);
  await until('the bot is no longer ready', () => !bot.health().ready);
  assert.match(bot.health().reason ?? '', /4014/);
  await bot.stop();
});

test('npm run register registers once more whatever is remembered, and explains what goes wrong', async () => {
  await using discord = await startFakeDiscord();
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
  assert.match(await registerCommands(env), /^Registered \d+ commands everywhere\.$/);
  assert.ok((discord.registered.get('global') ?? []).length >= 7);
  await assert.rejects(registerCommands({ ...env, DISCORD_TOKEN: 'wrong' }), /does not accept DISCORD_TOKEN/);
  await assert.rejects(registerCommands({}), /Set DISCORD_TOKEN/);
  const unreachable = { ...env, DISCORD_API_URL: 'http://127.0.0.1:1/api' };
  await assert.rejects(registerCommands(unreachable), {
    name: 'StartError',
    message:
      /^Discord can’t be reached at http:\/\/127\.0\.0\.1:1\/api\. Check the network, and DISCORD_API_URL/,
  });
});
