import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFakeDiscord } from '../../fakes/discord/fake-discord.ts';
import { until } from '../../fakes/until.ts';
import { botAt } from './fixtures/bot-at.ts';

const calm = new AbortController().signal;

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
