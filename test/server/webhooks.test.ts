import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { silentLog } from '../../src/core/ports/log.ts';
import type { WebhookReceiver, WebhookRejection } from '../../src/core/webhooks/receiver.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { createReadiness } from '../../src/server/readiness.ts';
import { createServer } from '../../src/server/server.ts';
import { WEBHOOK_PATH, webhookRoutes } from '../../src/server/webhooks.ts';
import { patientClock } from '../fakes/patient-clock.ts';

/** A server whose receiver takes `good` as a signature, and notes the bodies it was given. */
async function serve(t: TestContext, { mounted = true } = {}) {
  const bodies: Buffer[] = [];
  const rejected: WebhookRejection[] = [];
  const receiver: WebhookReceiver = {
    begin: (headers) =>
      headers['x-audiopod-signature'] === 'good' ? { timestamp: '1', digest: Buffer.alloc(32) } : 'unsigned',
    finish: async (_signature, body) => {
      bodies.push(body);
      return body.length > 0 ? 'accepted' : 'forged';
    },
    reject: (reason) => void rejected.push(reason),
    settled: async () => {},
  };
  const server = createServer({
    readiness: createReadiness({ pingStore: async () => {}, connections: () => [], clock: patientClock }),
    registry: createMetrics().registry,
    clock: patientClock,
    log: silentLog,
  });
  if (mounted) server.mount('/', webhookRoutes(receiver));
  const { url } = await server.listen('127.0.0.1', 0);
  t.after(() => server.close(0));
  const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'X-AudioPod-Signature': 'good', ...headers },
      body,
    });
    await response.body?.cancel();
    return response.status;
  };
  return { url, post, bodies, rejected };
}

test('an event is passed on byte by byte, whatever type it claims to have', async (t) => {
  const { post, bodies } = await serve(t);
  const sent = ['{ "a" : 1 }\n', 'a=b&c=d', new Uint8Array([0xff, 0, 0x80, 0x0d, 0x0a])];
  const types = ['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=utf-16'];
  for (const [index, body] of sent.entries()) {
    assert.equal(await post(body, { 'Content-Type': types[index] ?? '' }), 200);
  }
  assert.deepEqual(
    bodies,
    sent.map((body) => Buffer.from(body)),
  );
});

test('without a usable signature the body is not read', async (t) => {
  const { url, bodies } = await serve(t);
  const sending = request(`${url}${WEBHOOK_PATH}`, {
    method: 'POST',
    headers: { 'Content-Length': 1_000_000 },
  });
  sending.on('error', () => {});
  sending.write('only a part');
  const [response] = await once(sending, 'response');
  assert.equal(response.statusCode, 401);
  assert.match(await text(response), /unsigned/);
  sending.destroy();
  assert.equal(bodies.length, 0);
});

test('a body that is too large or packed is refused and counted', async (t) => {
  const { post, bodies, rejected } = await serve(t);
  assert.equal(await post('x'.repeat(64 * 1024)), 200);
  assert.equal(await post('x'.repeat(64 * 1024 + 1)), 413);
  assert.equal(await post(new Uint8Array(gzipSync('{}')), { 'Content-Encoding': 'gzip' }), 400);
  assert.deepEqual(rejected, ['too-large', 'malformed']);
  assert.equal(bodies.length, 1);
});

test('an empty body and a forged one are refused, and only POST is served', async (t) => {
  const { url, post } = await serve(t);
  assert.equal(await post(''), 401);
  assert.equal((await fetch(`${url}${WEBHOOK_PATH}`)).status, 404);
});

test('without PUBLIC_URL there is no such path', async (t) => {
  const { post } = await serve(t, { mounted: false });
  assert.equal(await post('{}'), 404);
});
