import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { until } from '../fakes/until.ts';
import { at, startTestSandbox, type TestSandbox, textAt } from './sandbox-fixture.ts';

const ENDPOINTS = '/api/v1/webhooks/endpoints';
const GENERATE = '/api/v1/voice/voices/aura/generate';
const HOOK = { url: 'https://bot.example.com/hook', description: 'mine' };

interface Received {
  readonly path: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A sandbox that sends its events to a server of the test's own. */
async function setUp(t: TestContext, status: () => number = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url, headers: request.headers, body });
      response.writeHead(status()).end();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const sandbox = await startTestSandbox(t);
  sandbox.control.settings.change({ webhooksTo: `http://127.0.0.1:${address.port}` });
  return { sandbox, received };
}

async function endJob(sandbox: TestSandbox): Promise<void> {
  await sandbox.form(GENERATE, { input_text: 'Hi' });
  await sandbox.finishJobs();
  await sandbox.control.webhooks.settled();
}

test('an endpoint is made, listed, changed and deleted, and its secret is told once', async (t) => {
  const { sandbox } = await setUp(t);
  const made = await sandbox.json(ENDPOINTS, { ...HOOK, events: ['job.completed'] });
  assert.equal(made.status, 201);
  assert.match(textAt(made.body, 'secret'), /^whsec_/);
  const path = `${ENDPOINTS}/${textAt(made.body, 'id')}`;
  assert.equal(at((await sandbox.get(ENDPOINTS)).body, '0.url'), HOOK.url);
  assert.equal(at((await sandbox.get(path)).body, 'secret'), undefined);
  assert.equal(at((await sandbox.json(path, { description: 'ours' }, 'PATCH')).body, 'description'), 'ours');
  assert.equal(
    (await sandbox.get(path, { 'X-API-Key': 'ap_other' })).status,
    200,
    'all keys share one account',
  );
  assert.equal((await sandbox.remove(path)).status, 204);
  assert.equal((await sandbox.get(path)).status, 404);
});

test('an address that is not public https is refused, and so is an unknown event', async (t) => {
  const { sandbox } = await setUp(t);
  for (const url of ['http://bot.example.com', 'https://127.0.0.1/a', 'https://localhost', 'nonsense']) {
    assert.equal((await sandbox.json(ENDPOINTS, { url })).status, 422, url);
  }
  assert.equal((await sandbox.json(ENDPOINTS, { ...HOOK, events: ['job.begun'] })).status, 422);
  assert.equal((await sandbox.json(ENDPOINTS, {})).status, 422);
});

test('a job that ends sends a signed event, once, to the path of the endpoint', async (t) => {
  const { sandbox, received } = await setUp(t);
  const secret = textAt((await sandbox.json(ENDPOINTS, HOOK)).body, 'secret');
  await endJob(sandbox);
  assert.equal(received.length, 1);
  const [{ path, headers, body }] = received as [Received];
  assert.equal(path, '/hook');
  assert.deepEqual(
    ['event_type', 'job_id', 'job_type', 'status'].map((name) => at(JSON.parse(body), name)),
    ['job.completed', 1, 'text_to_speech', 'completed'],
  );
  const timestamp = String(headers['x-audiopod-timestamp']);
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  assert.equal(headers['x-audiopod-signature'], `sha256=${hex}`);
  assert.equal(headers['x-audiopod-event-id'], at(JSON.parse(body), 'event_id'));
});

test('a failed job tells why, and what nobody asked for is not sent', async (t) => {
  const { sandbox, received } = await setUp(t);
  await sandbox.json(ENDPOINTS, { ...HOOK, events: ['job.failed'] });
  await endJob(sandbox);
  assert.equal(received.length, 0);
  sandbox.control.faults.add({ fault: { kind: 'fail', reason: 'Too quiet' } });
  await endJob(sandbox);
  assert.equal(at(JSON.parse(received[0]?.body ?? ''), 'failure_reason'), 'Too quiet');
});

test('an unanswered event is sent five times under the same id, with doubling pauses', async (t) => {
  const { sandbox, received } = await setUp(t, () => 500);
  await sandbox.json(ENDPOINTS, HOOK);
  await endJob(sandbox);
  for (const [index, minutes] of [1, 2, 4, 8, 60].entries()) {
    await sandbox.control.time.advance(minutes * 60_000 - 1_000);
    await sandbox.control.webhooks.settled();
    assert.equal(received.length, index + 1);
    await sandbox.control.time.advance(1_000);
    await sandbox.control.webhooks.settled();
  }
  assert.equal(received.length, 5);
  assert.equal(new Set(received.map(({ headers }) => headers['x-audiopod-event-id'])).size, 1);
  assert.equal(sandbox.control.webhooks.deliveries()[0]?.status, 'failed');
});

test('a test event and another try of a delivery are sent on request', async (t) => {
  const { sandbox, received } = await setUp(t);
  const id = textAt((await sandbox.json(ENDPOINTS, HOOK)).body, 'id');
  const tried = await sandbox.json(`${ENDPOINTS}/${id}/test`, {});
  await sandbox.control.webhooks.settled();
  assert.equal(received[0]?.headers['x-audiopod-event'], 'webhook.test');
  await sandbox.json(`/api/v1/webhooks/deliveries/${textAt(tried.body, 'id')}/redeliver`, {});
  await until('the second one arrived', () => received.length === 2);
  assert.equal(at((await sandbox.get(`${ENDPOINTS}/${id}/deliveries`)).body, '0.attempts'), 2);
});

test('events come late, twice, out of order, forged or never on request', async (t) => {
  const { sandbox, received } = await setUp(t);
  await sandbox.json(ENDPOINTS, HOOK);
  const { faults, time, webhooks } = sandbox.control;
  const ids = () => received.splice(0).map(({ body }) => at(JSON.parse(body), 'job_id'));
  faults.add({ fault: { kind: 'webhook-late', delayMs: 5_000 } });
  await endJob(sandbox);
  assert.deepEqual(ids(), []);
  await time.advance(5_000);
  await webhooks.settled();
  assert.deepEqual(ids(), [1]);
  faults.add({ fault: { kind: 'webhook-twice' } });
  await endJob(sandbox);
  assert.deepEqual(ids(), [2, 2]);
  faults.add({ fault: { kind: 'webhook-swapped' } });
  await endJob(sandbox);
  await endJob(sandbox);
  assert.deepEqual(ids(), [4, 3]);
  faults.add({ fault: { kind: 'webhook-never' } });
  await endJob(sandbox);
  assert.deepEqual(ids(), []);
  faults.add({ fault: { kind: 'webhook-forged', how: 'unsigned' } });
  await endJob(sandbox);
  assert.equal(received[0]?.headers['x-audiopod-signature'], undefined);
});

test('an event is not sent to an endpoint that was deleted, nor anywhere by default', async (t) => {
  const { sandbox, received } = await setUp(t);
  const id = textAt((await sandbox.json(ENDPOINTS, HOOK)).body, 'id');
  sandbox.control.faults.add({ fault: { kind: 'webhook-late', delayMs: 5_000 } });
  await endJob(sandbox);
  await sandbox.remove(`${ENDPOINTS}/${id}`);
  await sandbox.control.time.advance(5_000);
  await sandbox.json(ENDPOINTS, HOOK);
  sandbox.control.settings.change({ webhooksTo: null });
  await endJob(sandbox);
  assert.equal(received.length, 0);
});
