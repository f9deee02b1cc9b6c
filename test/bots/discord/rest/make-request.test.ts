import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAcknowledge } from '../../../../src/bots/discord/gateway/acknowledge.ts';
import { createApplicationApi } from '../../../../src/bots/discord/rest/application-api.ts';
import { createRests } from '../../../../src/bots/discord/rest/create-rest.ts';
import { createDiscordApi } from '../../../../src/bots/discord/rest/discord-api.ts';
import { refusalOf } from '../../../../src/bots/discord/rest/discord-refusal.ts';
import { createMakeRequest } from '../../../../src/bots/discord/rest/make-request.ts';
import { createPause, createPauseMemory } from '../../../../src/bots/discord/rest/pause.ts';
import { fileOf } from '../../../../src/commands/framework/reply.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { type Answerer, json, startServer } from '../../../core/net/local-server.ts';
import { HUNG_MS } from '../../../fakes/until.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const TO = { interactionId: '1', applicationId: '2', token: 'token', createdAtMs: 0 };
const FILE = fileOf({ bytes: new Uint8Array(4), fileName: 'a.txt', mimeType: 'text/plain', title: 'A' });
const MESSAGE = { id: '1', attachments: [] };
const PAUSE_MS = 60_000;

const page =
  (status: number, headers: Record<string, string> = {}): Answerer =>
  (_seen, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end('<html>error code: 1015</html>');
  };

/** Everything the bot sends with: its three clients, with words and with files. */
async function start(answer: Answerer) {
  const server = await startServer(answer);
  const clock = createVirtualClock();
  const apiUrl = server.url.href.replace(/\/$/, '');
  const warned: object[] = [];
  const log = { ...silentLog, warn: (fields: object) => warned.push(fields) };
  const memory = createPauseMemory();
  const rests = createRests(apiUrl, 'token', createPause(memory, clock), clock, log);
  const api = createDiscordApi(rests);
  const application = createApplicationApi(rests);
  const signal = AbortSignal.timeout(HUNG_MS);
  const files = { content: 'file', files: [FILE] };
  // The acknowledgement has a thread of its own, which sees the same memory.
  const acknowledge = createAcknowledge(
    { apiUrl, firstResponseMs: HUNG_MS },
    createPause(memory, clock),
    log,
  );
  return {
    server,
    clock,
    warned,
    routes: {
      acknowledgement: () => acknowledge(TO, 'public'),
      completion: () => api.offer(TO, [], signal),
      reply: () => api.editOriginal(TO, { content: 'words' }, signal),
      'reply with a file': () => api.editOriginal(TO, files, signal),
      'follow-up': () => api.followUp(TO, { content: 'words' }, true, signal),
      message: () => api.send('1', { content: 'words' }, { nonce: 'a' }, signal),
      'message elsewhere': () => api.send('2', { content: 'words' }, { nonce: 'b' }, signal),
      'message with a file': () => api.send('3', files, { nonce: 'c' }, signal),
      edit: () => api.edit('1', '2', { content: 'words' }, signal),
      'direct channel': () => api.directChannel('3', signal),
      commands: () => application.register('2', undefined, [], signal),
      'registered commands': () => application.commands('2', undefined, signal),
      application: () => application.application(signal),
      servers: () => application.servers(undefined, signal),
    } satisfies Record<string, () => Promise<unknown>>,
    async [Symbol.asyncDispose]() {
      rests[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('a refusal of the address', () => {
  const refusals: Readonly<Record<string, Answerer>> = {
    'a 429 page without Retry-After': page(429),
    'a 429 page with Retry-After': page(429, { 'retry-after': '30' }),
    'a 403 page': page(403),
    'a 401 page': page(401),
    'a 429 of Discord without Retry-After': (_seen, response) => json(response, 429, { message: 'slow' }),
    'a 429 of Discord with Retry-After 0': (_seen, response) =>
      json(response, 429, { message: 'slow' }, { 'retry-after': '0' }),
    'a 429 of Discord with a Retry-After that is a date': (_seen, response) =>
      json(
        response,
        429,
        { message: 'slow' },
        { 'retry-after': new Date(Date.now() + 30_000).toUTCString() },
      ),
  };
  for (const [name, answer] of Object.entries(refusals)) {
    it(`pauses every route together: ${name}`, async () => {
      await using here = await start(answer);
      for (let passedMs = 0; passedMs < 12_000; passedMs += 1_000) {
        for (const [route, ask] of Object.entries(here.routes)) {
          if (route === 'acknowledgement') assert.deepEqual(await ask(), { kind: 'refused' });
          else await assert.rejects(ask, { name: 'DiscordRefusal', trouble: 'later', status: 429 });
        }
        await here.clock.advance(1_000);
      }
      assert.equal(here.server.seen.length, 1);
      assert.deepEqual(here.warned[0], { status: statusOf(name), pauseMs: PAUSE_MS });
    });
  }

  it('can be met by any route first', async () => {
    await using here = await start(page(429));
    let met = 0;
    for (const ask of Object.values(here.routes)) {
      await ask().catch(() => undefined);
      met += 1;
      assert.equal(here.server.seen.length, met);
      await here.clock.advance(10 * PAUSE_MS);
    }
  });

  it('met by everything at the same time costs one request each, and no more', async () => {
    await using here = await start(page(429));
    const all = Object.values(here.routes);
    for (let passedMs = 0; passedMs < 12_000; passedMs += 1_000) {
      await Promise.allSettled(all.map((ask) => ask()));
      await here.clock.advance(1_000);
    }
    // Some share a route, which sends one after the other.
    assert.ok(here.server.seen.length <= all.length, `${here.server.seen.length}`);
  });

  it('is over after the pause, and the token is still the bot’s', async () => {
    let isRefused = true;
    await using here = await start((seen, response, request) =>
      isRefused ? page(401)(seen, response, request) : json(response, 200, MESSAGE),
    );
    await assert.rejects(here.routes.message, { trouble: 'later' });
    isRefused = false;
    await here.clock.advance(PAUSE_MS - 1);
    await assert.rejects(here.routes.message, { trouble: 'later' });
    await here.clock.advance(1);
    await here.routes.message();
    await here.routes['message with a file']();
    assert.ok(here.server.seen.every(({ headers }) => headers.authorization === 'Bot token'));
  });
});

describe('a file that is gone or changed when it is sent', () => {
  for (const [name, change] of [
    ['gone', (path: string) => rm(path)],
    ['changed', (path: string) => appendFile(path, 'more')],
  ] as const) {
    it(`fails the request, and leaves no failure that nobody awaits: ${name}`, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'make-request-'));
      t.after(() => rm(folder, { recursive: true }));
      const path = join(folder, 'a.m4a');
      await writeFile(path, Buffer.alloc(100_000));
      const makeRequest = createMakeRequest(
        createPause(createPauseMemory(), createVirtualClock()),
        silentLog,
      );
      await using server = await startServer((_seen, response) => json(response, 200, MESSAGE));
      const body = new FormData();
      body.append('files[0]', await openAsBlob(path), 'a.m4a');
      await change(path);
      // A rejection without an owner fails this test too.
      await assert.rejects(makeRequest(server.url.href, { method: 'POST', body: body as never }), TypeError);
    });
  }
});

describe('what is no refusal of the address', () => {
  for (const [name, answer, trouble] of [
    ['a permission that is missing', { status: 403, code: 50_013 }, 'place-closed'],
    ['a token that is wrong', { status: 401, code: 0 }, 'unauthorized'],
    ['a bad request', { status: 400, code: 50_035 }, 'malformed'],
  ] as const) {
    it(`pauses nothing: ${name}`, async () => {
      await using here = await start((_seen, response) =>
        json(response, answer.status, { code: answer.code }),
      );
      await assert.rejects(here.routes.message, { trouble });
      await assert.rejects(here.routes.reply, { name: 'DiscordRefusal' });
      assert.equal(here.server.seen.length, 2);
    });
  }

  it('a page in place of an answer closes no channel and no token', async () => {
    for (const status of [403, 404]) {
      await using here = await start(page(status));
      const error = await here.routes.edit().then(
        () => undefined,
        (thrown: unknown) => refusalOf(thrown),
      );
      assert.equal(error?.trouble, 'later', `${status}`);
    }
  });
});

function statusOf(name: string): number {
  return Number(/\d{3}/.exec(name)?.[0]);
}
