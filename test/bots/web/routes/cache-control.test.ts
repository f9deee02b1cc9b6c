import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Router } from 'express';
import type { UploadView } from '../../../../src/bots/web/protocol/view.ts';
import { json, type Visit, visit } from '../fixtures/http.ts';
import { openPlayground, type Playground } from '../fixtures/playground.ts';

const NO_STORE = 'no-store';
const OWN = 'private, no-cache';
const KEPT = 'private, max-age=2592000, immutable';
/** The page's own files, which everybody gets. */
const FOR_ALL = 'no-cache';

interface Row {
  readonly cacheControl: string;
  readonly ask: (visitor: Visit, playground: Playground) => Promise<Response>;
}

const post =
  (path: string, body: unknown): Row['ask'] =>
  (visitor) =>
    visitor.post(path, body);
const get =
  (path: string): Row['ask'] =>
  (visitor) =>
    visitor.get(path);

/** Every route that there is. A new one fails the first test until it has its row. */
const ROUTES: Readonly<Record<string, Row>> = {
  'GET /': { cacheControl: OWN, ask: get('/') },
  'GET /playground/page/*path': { cacheControl: FOR_ALL, ask: get('/playground/page/app.ts') },
  'GET /playground/page/example-song.m4a': {
    cacheControl: FOR_ALL,
    ask: get('/playground/page/example-song.m4a'),
  },
  'POST /playground/login': { cacheControl: NO_STORE, ask: post('/playground/login', { token: 'x' }) },
  'GET /playground/session': { cacheControl: NO_STORE, ask: get('/playground/session') },
  'POST /playground/calls': {
    cacheControl: NO_STORE,
    ask: post('/playground/calls', { line: '/wallet balance' }),
  },
  'POST /playground/forms': {
    cacheControl: NO_STORE,
    ask: post('/playground/forms', { command: 'wallet', secrets: {} }),
  },
  'POST /playground/actions': {
    cacheControl: NO_STORE,
    ask: post('/playground/actions', { verb: 'fetch', subject: 'abcdefghjkmn' }),
  },
  'GET /playground/choices': {
    cacheControl: NO_STORE,
    ask: get('/playground/choices?command=tts&option=voice'),
  },
  'POST /playground/uploads': {
    cacheControl: NO_STORE,
    ask: (visitor) => visitor.upload('a.wav', Buffer.from('RIFF')),
  },
  'DELETE /playground/uploads/:id': {
    cacheControl: NO_STORE,
    async ask(visitor) {
      const { id } = await json<UploadView>(await visitor.upload('a.wav', Buffer.from('RIFF')));
      return visitor.remove(`/playground/uploads/${id}`);
    },
  },
  'GET /playground/jobs': { cacheControl: NO_STORE, ask: get('/playground/jobs') },
  'GET /playground/jobs/:job': { cacheControl: NO_STORE, ask: get('/playground/jobs/none') },
  'POST /playground/jobs/:job/file': { cacheControl: NO_STORE, ask: post('/playground/jobs/none/file', {}) },
  'GET /playground/search': { cacheControl: NO_STORE, ask: get('/playground/search?query=night') },
  'GET /playground/events': { cacheControl: NO_STORE, ask: get('/playground/events') },
  'GET /playground/budget': { cacheControl: NO_STORE, ask: get('/playground/budget') },
  'POST /playground/estimate': {
    cacheControl: NO_STORE,
    ask: post('/playground/estimate', { line: '/tts hello' }),
  },
  'GET /playground/files/:job/:file': {
    cacheControl: KEPT,
    ask: async (visitor, playground) => visitor.get((await deliver(visitor, playground)).file),
  },
  'GET /playground/answers/:id': { cacheControl: NO_STORE, ask: get('/playground/answers/none') },
  'GET /playground/jobs/:job/all.zip': {
    cacheControl: NO_STORE,
    ask: async (visitor, playground) => visitor.get((await deliver(visitor, playground)).archive),
  },
  'GET /playground/jobs/:job/mix/:post': {
    cacheControl: NO_STORE,
    ask: get('/playground/jobs/none/mix/none?vocals=1'),
  },
  'GET /playground/jobs/:job/source': { cacheControl: NO_STORE, ask: get('/playground/jobs/none/source') },
  'GET /playground/jobs/:job/transcript/:post': {
    cacheControl: NO_STORE,
    ask: get('/playground/jobs/none/transcript/none'),
  },
  'GET /playground/jobs/:job/transcript/:post/:format': {
    cacheControl: NO_STORE,
    ask: get('/playground/jobs/none/transcript/none/txt'),
  },
  'PUT /playground/jobs/:job/speakers': {
    cacheControl: NO_STORE,
    ask: (visitor) => visitor.put('/playground/jobs/none/speakers', { names: {} }),
  },
  'GET /playground/voices/:voice/sample': {
    cacheControl: NO_STORE,
    ask: get('/playground/voices/none/sample'),
  },
};

/** A private result, and where it is. */
async function deliver(visitor: Visit, playground: Playground) {
  const asked = await visitor.ask('/tts Hello', { isPrivate: true });
  const record = playground.jobs.get(asked.id) ?? assert.fail('no job');
  const files = await Promise.all(
    ['vocals', 'drums'].map(async (title) => {
      const path = join(playground.dataDir, `${title}.m4a`);
      await writeFile(path, Buffer.alloc(1_000));
      return { path, fileName: `${title}.m4a`, mimeType: 'audio/mp4', sizeBytes: 1_000, title };
    }),
  );
  await playground.deliver(record, files);
  const view = (await visitor.timeline()).find(({ id }) => id === asked.id);
  return { file: view?.posts[0]?.files[0]?.url ?? '', archive: view?.archiveUrl ?? '' };
}

function routesOf({ stack }: Router): readonly string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route !== undefined) {
      return route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`);
    }
    return 'stack' in handle && Array.isArray(handle.stack) ? routesOf(handle as unknown as Router) : [];
  });
}

async function send(row: Row, visitor: Visit, playground: Playground): Promise<Response> {
  const response = await row.ask(visitor, playground);
  await response.body?.cancel();
  return response;
}

describe('what of the playground may be kept, and by whom', () => {
  it('is decided for every route', async () => {
    await using playground = await openPlayground();
    assert.deepEqual([...new Set(routesOf(playground.bot.router))].sort(), Object.keys(ROUTES).sort());
  });

  it('is nothing that a proxy could give to someone else', async () => {
    await using playground = await openPlayground();
    const visitor = await visit(playground.url);
    for (const [route, row] of Object.entries(ROUTES)) {
      const response = await send(row, visitor, playground);
      assert.equal(response.headers.get('cache-control'), row.cacheControl, route);
      if (row.cacheControl === KEPT) assert.equal(response.status, 200, route);
    }
  });

  it('is no part of a file that is asked for in parts, or to download', async () => {
    await using playground = await openPlayground();
    const visitor = await visit(playground.url);
    const { file } = await deliver(visitor, playground);
    const parts = [await visitor.get(file, { Range: 'bytes=0-9' }), await visitor.get(`${file}?download`)];
    assert.deepEqual(
      parts.map(({ status, headers }) => [status, headers.get('cache-control')]),
      [
        [206, KEPT],
        [200, KEPT],
      ],
    );
    await Promise.all(parts.map((part) => part.arrayBuffer()));
    const beyond = await visitor.get(file, { Range: 'bytes=5000-' });
    await beyond.arrayBuffer();
    assert.deepEqual([beyond.status, beyond.headers.get('cache-control')], [416, NO_STORE]);
  });

  it('is no refusal: without a session, without the token, and for what does not exist', async () => {
    await using playground = await openPlayground();
    await using locked = await openPlayground({ token: 'open sesame' });
    const owner = await visit(playground.url);
    const { file, archive } = await deliver(owner, playground);
    const stranger = { ...(await visit(playground.url)) };
    for (const [url, path] of [
      [playground.url, file],
      [playground.url, archive],
      [playground.url, '/playground/nothing'],
      [playground.url, '/playground/jobs'],
      [locked.url, '/'],
      [locked.url, '/playground/session'],
      [locked.url, file],
    ] as const) {
      const response = await fetch(`${url}${path}`);
      assert.ok(response.status === 401 || response.status === 404, path);
      assert.equal(response.headers.get('cache-control'), NO_STORE, path);
      await response.arrayBuffer();
    }
    const hidden = await stranger.get(file);
    assert.deepEqual([hidden.status, hidden.headers.get('cache-control')], [404, NO_STORE]);
    await hidden.arrayBuffer();
  });
});
