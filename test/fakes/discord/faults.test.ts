import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DiscordAPIError, RateLimitError, Routes } from 'discord.js';
import { until } from '../until.ts';
import { type Fault, startFakeDiscord } from './fake-discord.ts';
import { login } from './login.ts';

const MESSAGES = /^\/channels\/\d+\/messages$/;

/** Posts once, with this fault in the way. */
async function posting(fault: Fault, rest: object = {}) {
  const discord = await startFakeDiscord();
  const { general } = discord.guild();
  const session = await login(discord, { rest });
  discord.faults.next('POST', MESSAGES, fault);
  const outcome = session.client.rest
    .post(Routes.channelMessages(general.id), { body: { content: 'x', allowed_mentions: { parse: [] } } })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return {
    error: await outcome,
    arrived: discord.messagesIn(general).length,
    requests: discord.requests.filter(({ path }) => MESSAGES.test(path)),
    left: discord.faults.left,
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
    },
  };
}

describe('a fault', () => {
  it('of the edge is a page and no JSON', async () => {
    await using result = await posting({ status: 413, body: '<html>too large</html>' });
    assert.ok(result.error instanceof DiscordAPIError || result.error instanceof Error);
    assert.equal(result.requests[0]?.status, 413);
    assert.equal(result.requests[0]?.code, undefined);
    assert.equal(result.arrived, 0);
  });

  it('that passes is tried again by the client', async () => {
    await using result = await posting({ status: 502, times: 2 });
    assert.equal(result.error, undefined);
    assert.deepEqual(
      result.requests.map(({ status }) => status),
      [502, 502, 200],
    );
    assert.equal(result.left, 0);
  });

  it('of the rate limit says how long to wait', async () => {
    await using result = await posting(
      { status: 429, headers: { 'retry-after': '7' } },
      { rejectOnRateLimit: () => true },
    );
    assert.ok(result.error instanceof RateLimitError);
    assert.ok(result.error.retryAfter >= 7_000 && result.error.retryAfter < 8_000);
  });

  it('that makes the answer late doubles the message of a client that gives up too early', async () => {
    await using discord = await startFakeDiscord();
    const { general } = discord.guild();
    await using session = await login(discord);
    discord.faults.next('POST', MESSAGES, { delayMs: 50 });
    const body = { content: 'x', allowed_mentions: { parse: [] } };
    const gaveUp = new AbortController();
    const post = (signal?: AbortSignal) =>
      session.client.rest.post(Routes.channelMessages(general.id), { body, ...(signal && { signal }) });
    const first = post(gaveUp.signal);
    await until('it has arrived', () => discord.faults.left === 0);
    gaveUp.abort();
    await assert.rejects(first);
    await post();
    await discord.until(general, (messages) => messages.length === 2);
  });

  it('that hangs up before anything was done leaves nothing behind', async () => {
    await using result = await posting({ destroy: true }, { retries: 0 });
    assert.ok(result.error instanceof Error);
    assert.equal(result.arrived, 0);
    assert.equal(result.requests[0]?.status, 0);
  });

  it('for files lets other requests pass', async () => {
    await using result = await posting({ status: 413, withFiles: true });
    assert.equal(result.error, undefined);
    assert.equal(result.left, 1);
  });

  it('that loses the answer leaves the message there', async () => {
    await using result = await posting({ destroy: 'after' }, { retries: 0 });
    assert.ok(result.error instanceof Error);
    assert.equal(result.arrived, 1);
  });
});

describe('the fake', () => {
  it('tells a request to nowhere, with a wrong token or without one', async () => {
    await using discord = await startFakeDiscord();
    const ask = (path: string, authorization?: string) =>
      fetch(`${discord.apiUrl}/v10${path}`, {
        headers: authorization === undefined ? {} : { authorization },
      });
    assert.equal((await ask('/users/@me')).status, 401);
    assert.equal((await ask('/users/@me', 'Bot wrong')).status, 401);
    assert.equal((await ask('/users/%40me', `Bot ${discord.token}`)).status, 200);
    discord.assertClean();
    assert.equal((await ask('/nowhere', `Bot ${discord.token}`)).status, 404);
    assert.throws(() => discord.assertClean(), /GET \/nowhere: no such route/);
  });

  it('says what stands there instead of what a test waited for', async () => {
    await using discord = await startFakeDiscord();
    const { general } = discord.guild();
    discord.message(general, { author: discord.user(), content: 'something else' });
    await assert.rejects(
      discord.until(general, (messages) => messages.length === 2, 20),
      /Not within 20 ms: .*something else/,
    );
  });
});
