import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHosts, isLoopbackAddress, isSameOrigin } from '../../../../src/bots/web/guard/hosts.ts';
import { until } from '../../../fakes/until.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { raw, visit } from '../fixtures/http.ts';
import { openPlayground } from '../fixtures/playground.ts';

test('Only loopback names and configured hosts are answered', () => {
  const hosts = createHosts(['bot.example', 'lab.example:8443']);
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'BOT.example:80']) {
    assert.equal(hosts.allows(host), true, host);
  }
  for (const host of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'lab.example',
  ]) {
    assert.equal(hosts.allows(host), false, String(host));
  }
});

test('A request from another page, from an unknown page, or over another port is not of the same origin', () => {
  assert.equal(isSameOrigin('http://localhost:3000', 'localhost:3000'), true);
  assert.equal(isSameOrigin('https://bot.example', 'bot.example:443'), true);
  for (const origin of [
    undefined,
    'null',
    'http://localhost:3001',
    'https://evil.example',
    'file:///tmp/x',
  ]) {
    assert.equal(isSameOrigin(origin, 'localhost:3000'), false, String(origin));
  }
});

test('Addresses of this computer are told from others', () => {
  assert.ok(
    isLoopbackAddress('127.0.0.1') && isLoopbackAddress('::1') && isLoopbackAddress('::ffff:127.0.0.1'),
  );
  assert.ok(
    !isLoopbackAddress('192.168.1.4') && !isLoopbackAddress(undefined) && !isLoopbackAddress('127.evil'),
  );
});

test('A foreign Host is refused before anything is read or a cookie given', async () => {
  await using playground = await openPlayground();
  const answer = await raw(playground.port, '/playground/session', { headers: { Host: 'evil.example' } });
  assert.equal(answer.status, 421);
  assert.equal(answer.headers['set-cookie'], undefined);
});

test('A POST without an Origin, or with another page’s, changes nothing', async () => {
  await using playground = await openPlayground();
  const { cookie } = await visit(playground.url);
  const body = JSON.stringify({ line: '/wallet balance' });
  const headers = {
    Host: `localhost:${playground.port}`,
    Cookie: cookie,
    'Content-Type': 'application/json',
  };
  for (const origin of [{}, { Origin: 'https://evil.example' }, { Origin: 'null' }]) {
    const answer = await raw(playground.port, '/playground/calls', {
      method: 'POST',
      headers: { ...headers, ...origin },
      body,
    });
    assert.equal(answer.status, 403);
  }
  assert.equal(playground.desk.lines.length, 0);
});

test('Every answer forbids framing, foreign scripts and guessing of types', async () => {
  await using playground = await openPlayground();
  for (const path of ['/', '/playground/page/app.ts', '/playground/session', '/nothing-here']) {
    const { headers } = await raw(playground.port, path, { headers: { Host: 'localhost' } });
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  }
});

test('The member’s cookie cannot be read by scripts or sent from other sites, and is not the member’s id', async () => {
  await using playground = await openPlayground();
  const answer = await raw(playground.port, '/playground/session', { headers: { Host: 'localhost' } });
  const cookie = String(answer.headers['set-cookie']);
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  const member = await visit(playground.url);
  await member.post('/playground/calls', { line: '/wallet balance' });
  const id = playground.desk.lines[0]?.origin.member ?? '';
  assert.match(id, /^web:[0-9a-f]{16}$/);
  assert.ok(!member.cookie.includes(id.slice(4)));
});

test('With a token, nothing is given out before it was entered, and the address never holds it', async () => {
  await using playground = await openPlayground({ token: 'open sesame' });
  const headers = { Host: `localhost:${playground.port}`, Origin: playground.url };
  const page = await raw(playground.port, '/', { headers });
  assert.equal(page.status, 401);
  assert.match(page.body.toString(), /type="password"/);
  assert.equal((await raw(playground.port, '/playground/session', { headers })).status, 401);

  const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' };
  const login = (token: string) =>
    raw(playground.port, '/playground/login', {
      method: 'POST',
      headers: form,
      body: new URLSearchParams({ token }).toString(),
    });
  assert.equal((await login('wrong')).status, 401);
  const right = await login('open sesame');
  assert.equal(right.status, 303);
  assert.equal(right.headers['location'], '/');
  const cookie = String(right.headers['set-cookie']).split(';')[0] ?? '';
  assert.ok(!cookie.includes('sesame'));
  assert.equal(
    (await raw(playground.port, '/playground/session', { headers: { ...headers, Cookie: cookie } })).status,
    200,
  );
  const forged = { ...headers, Cookie: `${cookie.slice(0, -1)}x` };
  assert.equal((await raw(playground.port, '/playground/session', { headers: forged })).status, 401);
});

test('However many wrong tokens are tried, the right one is let in when its turn comes, within a second', async () => {
  const clock = createVirtualClock();
  await using playground = await openPlayground({ token: 'open sesame', clock });
  const headers = {
    Host: `localhost:${playground.port}`,
    Origin: playground.url,
    'Content-Type': 'application/x-www-form-urlencoded',
  };
  const login = (token: string) =>
    raw(playground.port, '/playground/login', { method: 'POST', headers, body: `token=${token}` });
  for (let attempt = 0; attempt < 10; attempt += 1) assert.equal((await login('wrong')).status, 401);
  let refused = 0;
  const wrong = Array.from({ length: 100 }, async () => {
    const { status, headers: got } = await login('wrong');
    if (status !== 429) return;
    assert.equal(got['retry-after'], '5');
    refused += 1;
  });
  await until('those that may not wait are refused', () => refused === 80);
  let status = 0;
  const right = login('open+sesame').then((answer) => {
    status = answer.status;
  });
  await until('the right one waits, for which another gives way', () => refused === 81);
  await clock.advance(1_000);
  await right;
  assert.equal(status, 303);
  await clock.advance(60_000);
  await Promise.all(wrong);
  assert.equal(refused, 81);
});

test('Under a public name, without a token, the playground says which setting is missing', async () => {
  await using playground = await openPlayground({ publicUrl: 'https://bot.example' });
  const answer = await raw(playground.port, '/', { headers: { Host: 'bot.example' } });
  assert.equal(answer.status, 403);
  assert.match(answer.body.toString(), /PLAYGROUND_TOKEN/);
});

test('No path reaches a file outside what is served', async () => {
  await using playground = await openPlayground();
  const { cookie } = await visit(playground.url);
  const headers = { Host: 'localhost', Cookie: cookie };
  const paths = [
    '/playground/page/../web-bot.ts',
    '/playground/page/..%2fweb-bot.ts',
    '/playground/page/tsconfig.json',
    '/playground/page/%00',
    '/playground/files/..%2f..%2fuploads/x',
    '/playground/files/%2e%2e/%2e%2e%2fuploads',
    '/playground/files/%ff/x',
    '/playground/jobs/..%2f../all.zip',
  ];
  for (const path of paths) {
    const { status } = await raw(playground.port, path, { headers });
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
  }
});
