import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, startTestSandbox } from './sandbox-fixture.ts';

const BALANCE = '/api/v1/api-wallet/balance';

test('either header with a key of the right form is let in, and nothing else', async (t) => {
  const sandbox = await startTestSandbox(t);
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${sandbox.url}${BALANCE}`, { headers })).status;
  assert.equal(await status({ 'X-API-Key': 'ap_anything' }), 200);
  assert.equal(await status({ Authorization: 'Bearer ap_anything' }), 200);
  assert.equal(await status({ 'X-API-Key': 'ap_anything', Authorization: 'Bearer ap_anything' }), 200);
  assert.equal(await status({}), 401);
  assert.equal(await status({ 'X-API-Key': 'sk_wrong' }), 401);
  assert.equal(await status({ Authorization: 'Basic ap_anything' }), 401);
  sandbox.control.settings.change({ keys: [sandbox.apiKey] });
  assert.equal(await status({ 'X-API-Key': 'ap_anything' }), 401);
  assert.equal(await status({ 'X-API-Key': sandbox.apiKey }), 200);
});

test('health, modes and prices need no key', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const path of [
    '/health',
    '/api/v1/health',
    '/api/v1/stem-extraction/modes',
    '/api/v1/api-wallet/pricing',
  ]) {
    assert.equal((await fetch(`${sandbox.url}${path}`)).status, 200, path);
  }
  assert.equal(at((await sandbox.get('/api/v1/health')).body, 'status'), 'healthy');
});

test('every answer carries a request id, and rate limit headers only when asked for', async (t) => {
  const sandbox = await startTestSandbox(t);
  for (const path of [BALANCE, '/nowhere', '/api/v1/stem-extraction/status/99']) {
    const { headers } = await sandbox.get(path);
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(headers.get('x-ratelimit-limit'), null);
  }
  sandbox.control.settings.change({ rateLimitHeaders: true });
  const first = Number((await sandbox.get(BALANCE)).headers.get('x-ratelimit-remaining'));
  const second = Number((await sandbox.get(BALANCE)).headers.get('x-ratelimit-remaining'));
  assert.equal(first - second, 1);
});

test('an unknown path is 404, and a known one with another method is 405', async (t) => {
  const sandbox = await startTestSandbox(t);
  assert.equal((await sandbox.get('/api/v1/midi/status/1')).status, 404);
  const wrong = await sandbox.remove('/api/v1/stem-extraction/status/1');
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get('allow'), 'GET');
});

test('a body that is no JSON and no form is refused, not crashed on', async (t) => {
  const sandbox = await startTestSandbox(t);
  const send = async (body: string, contentType: string) => {
    const response = await fetch(`${sandbox.url}/api/v1/stem-extraction/api/extract`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': contentType, 'X-API-Key': sandbox.apiKey },
    });
    return response.status;
  };
  assert.equal(await send('{"url":', 'application/json'), 400);
  assert.equal(await send('[1,2]', 'application/json'), 400);
  assert.equal(await send('no parts', 'multipart/form-data'), 400);
  assert.equal(
    await send('--b\r\nContent-Disposition: form-data; na', 'multipart/form-data; boundary=b'),
    400,
  );
  assert.equal(await send('x'.repeat(2 * 1024 * 1024), 'application/json'), 413);
});

test('the request log tells names and kinds, and keeps no key, text or signature', async (t) => {
  const sandbox = await startTestSandbox(t);
  const form = new FormData();
  form.set('input_text', 'a very private sentence');
  form.set('speed', '2');
  await sandbox.form('/api/v1/voice/voices/aura/generate', form);
  const [entry] = sandbox.control.requests.list();
  assert.equal(entry?.operation, 'voice.submit');
  assert.equal(entry.method, 'POST');
  assert.equal(entry.path, '/api/v1/voice/voices/aura/generate');
  assert.equal(entry.contentType, 'multipart/form-data');
  assert.deepEqual(entry.fieldNames, ['input_text', 'speed']);
  assert.ok(entry.headerNames.includes('x-api-key'));
  assert.equal(entry.status, 200);
  assert.equal(entry.jobId, 1);
  const written = JSON.stringify(sandbox.control.requests.list());
  assert.ok(!written.includes('private') && !written.includes(sandbox.apiKey));
});

test('each dialect can be the only one', async (t) => {
  const sandbox = await startTestSandbox(t);
  const statuses = async () => {
    const ask = { service_type: 'transcription', duration_seconds: 60 };
    return [
      (await sandbox.json('/api/v1/api-wallet/estimate-cost', ask)).status,
      (await sandbox.json('/api/v1/api-wallet/estimate', ask)).status,
      (await sandbox.get('/api/v1/voice/voices')).status,
      (await sandbox.get('/api/v1/voice/voice-profiles')).status,
    ];
  };
  assert.deepEqual(await statuses(), [200, 200, 200, 200]);
  sandbox.control.settings.change({ dialect: 'a' });
  assert.deepEqual(await statuses(), [200, 404, 200, 200]);
  sandbox.control.settings.change({ dialect: 'b' });
  assert.deepEqual(await statuses(), [404, 200, 404, 200]);
});
