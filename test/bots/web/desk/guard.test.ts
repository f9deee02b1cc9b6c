import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { handClock } from '../../../core/store/harness.ts';
import { raw } from '../fixtures/http.ts';
import { ownersDeskOver } from '../fixtures/owners-desk.ts';
import { openPlayground } from '../fixtures/playground.ts';

const TOKEN = 'the-token-of-visitors';
const OWNER_TOKEN = 'the-token-of-the-owner';
const PATHS = [
  '/admin',
  '/admin/session',
  '/admin/counts',
  '/admin/jobs',
  '/admin/jobs/x',
  '/admin/tenants',
  '/admin/system',
];

const clock = handClock();
let store: Store;

before(async () => {
  store = await openStore({ url: 'sqlite://:memory:', clock });
});
after(() => store.close());

/** Opens a playground with a desk. */
const open = (settings: Parameters<typeof openPlayground>[0] = {}) =>
  openPlayground({ desk: ownersDeskOver(store, clock).desk, ...settings });

/** Sends a request as a browser at this playground would, and returns its status and what it set. */
async function ask(
  { port }: { readonly port: number },
  path: string,
  more: {
    readonly method?: string;
    readonly cookie?: string;
    readonly body?: string;
    readonly origin?: string;
  } = {},
) {
  const { method = 'GET', cookie = '', body, origin = `http://localhost:${port}` } = more;
  const type = body?.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
  const answer = await raw(port, path, {
    method,
    headers: { Host: `localhost:${port}`, Origin: origin, Cookie: cookie, 'Content-Type': type },
    ...(body !== undefined && { body }),
  });
  const set = [answer.headers['set-cookie'] ?? []].flat().map((one) => one.split(';')[0]);
  return {
    status: answer.status,
    cookie: set.join('; '),
    text: answer.body.toString(),
    to: answer.headers['location'],
  };
}

test('At the bot’s own computer, the one who opens the playground is the owner', async () => {
  await using playground = await open();
  for (const path of PATHS)
    assert.equal((await ask(playground, path)).status, path.endsWith('/x') ? 404 : 200, path);
});

test('A stranger is asked for the playground’s token first, and then comes to the desk', async () => {
  await using playground = await open({ token: TOKEN });
  for (const path of PATHS) assert.equal((await ask(playground, path)).status, 401, path);
  const login = await ask(playground, '/admin');
  assert.match(login.text, /name="to" value="\/admin"/);
  const entered = await ask(playground, '/playground/login', {
    method: 'POST',
    body: `token=${TOKEN}&to=/admin`,
  });
  assert.deepEqual([entered.status, entered.to], [303, '/admin']);
  assert.equal((await ask(playground, '/admin/counts', entered)).status, 200);
  const elsewhere = { method: 'POST', body: `token=${TOKEN}&to=https://evil.example` };
  assert.equal((await ask(playground, '/playground/login', elsewhere)).to, '/');
});

test('Where others may open the playground, their token doesn’t open the desk', async () => {
  for (const others of [{ publicUrl: 'https://bot.example' }, { allowedHosts: ['lab.example'] }]) {
    await using playground = await open({ token: TOKEN, ...others });
    const { cookie } = await ask(playground, '/playground/login', { method: 'POST', body: `token=${TOKEN}` });
    assert.equal((await ask(playground, '/playground/session', { cookie })).status, 200);
    for (const path of PATHS) assert.equal((await ask(playground, path, { cookie })).status, 403, path);
    assert.match((await ask(playground, '/admin', { cookie })).text, /Set OWNER_TOKEN/);
    const guess = await ask(playground, '/admin/login', { method: 'POST', cookie, body: `token=${TOKEN}` });
    assert.equal(guess.status, 401);
  }
});

test('The owner’s token opens the desk for its holder alone', async () => {
  await using playground = await open({
    token: TOKEN,
    ownerToken: OWNER_TOKEN,
    publicUrl: 'https://bot.example',
  });
  const { cookie } = await ask(playground, '/playground/login', { method: 'POST', body: `token=${TOKEN}` });
  for (const path of PATHS) assert.equal((await ask(playground, path, { cookie })).status, 403, path);
  const body = '{"job":"x","verb":"drop"}';
  assert.equal((await ask(playground, '/admin/actions', { method: 'POST', cookie, body })).status, 403);
  assert.match((await ask(playground, '/admin', { cookie })).text, /Enter OWNER_TOKEN/);

  const login = (token: string, from: string) =>
    ask(playground, '/admin/login', { method: 'POST', cookie: from, body: `token=${token}` });
  assert.equal((await login(TOKEN, cookie)).status, 401);
  assert.equal((await login(OWNER_TOKEN, '')).status, 401, 'not without the playground’s own token');
  const owner = await login(OWNER_TOKEN, cookie);
  assert.deepEqual([owner.status, owner.to], [303, '/admin']);
  assert.equal(
    (await ask(playground, '/admin/counts', { cookie: `${cookie}; ${owner.cookie}` })).status,
    200,
  );
  assert.equal((await ask(playground, '/admin/counts', owner)).status, 401);
  const renamed = owner.cookie.replace('desk_access', 'playground_access');
  assert.equal((await ask(playground, '/playground/session', { cookie: renamed })).status, 401);
});

test('An owner’s token counts on the bot’s own computer too', async () => {
  await using playground = await open({ ownerToken: OWNER_TOKEN });
  assert.equal((await ask(playground, '/admin/counts')).status, 403);
});

test('A request of another page, or without a session, does nothing', async () => {
  await using playground = await open();
  const { cookie } = await ask(playground, '/admin/session');
  const body = '{"job":"x","verb":"drop"}';
  for (const path of ['/admin/actions', '/admin/tenants/web:a/budget', '/admin/login']) {
    for (const origin of ['https://evil.example', 'null', '']) {
      assert.equal((await ask(playground, path, { method: 'POST', cookie, body, origin })).status, 403, path);
    }
  }
  assert.equal((await ask(playground, '/admin/actions', { method: 'POST', body })).status, 401);
  const unknown = { method: 'POST', cookie, body: '{"job":"x","verb":"delete"}' };
  assert.equal((await ask(playground, '/admin/actions', unknown)).status, 400);
});

test('Without a desk, its address is like any that doesn’t exist', async () => {
  await using playground = await openPlayground();
  assert.equal((await ask(playground, '/admin/counts')).status, 404);
});
