import assert from 'node:assert/strict';
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { Secret } from '../../../src/core/model/secret.ts';
import { silentLog } from '../../../src/core/ports/log.ts';
import type { WebhookOutcome } from '../../../src/core/ports/observer.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { createWebhookReceiver } from '../../../src/core/webhooks/receiver.ts';
import { createWebhookSecret, sealSecret } from '../../../src/core/webhooks/webhook-secret.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const ACCOUNT = 'account';

async function setUp(t: TestContext, change: (store: Store) => Partial<Store> = () => ({})) {
  const clock = createVirtualClock();
  const opened = await openStore({ url: 'sqlite://:memory:', clock });
  t.after(() => opened.close());
  const store = { ...opened, ...change(opened) };
  const box = { current: createSecretKey(randomBytes(32)) };
  let reads = 0;
  const records = {
    ...store.webhookEndpoints,
    reseal: store.webhookEndpoints.reseal.bind(store.webhookEndpoints),
    replace: store.webhookEndpoints.replace.bind(store.webhookEndpoints),
    get: (account: string) => {
      reads += 1;
      return store.webhookEndpoints.get(account);
    },
  };
  const announced: string[] = [];
  const outcomes: WebhookOutcome[] = [];
  const receiver = createWebhookReceiver({
    secret: createWebhookSecret({ records, account: ACCOUNT, box, clock }),
    seen: store.seen,
    announce: (service, id) => announced.push(`${service} ${id}`),
    clock,
    log: silentLog,
    observer: { webhookEvent: (outcome) => outcomes.push(outcome) },
  });
  return {
    clock,
    announced,
    outcomes,
    reads: () => reads,
    /** As another process registers. */
    async register(secret: string, id = 'endpoint') {
      const sealed = sealSecret(new Secret(secret), id, box);
      const before = (await store.webhookEndpoints.get(ACCOUNT))?.id;
      const endpoint = { account: ACCOUNT, id, url: 'https://bot.example.com', sealed, createdAtMs: 1 };
      assert.ok(await records.replace(endpoint, before));
    },
    async receive(secret: string, body: string | Buffer) {
      const timestamp = String(Math.floor(clock.now() / 1000));
      const hex = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
      const headers = { 'x-audiopod-timestamp': timestamp, 'x-audiopod-signature': `sha256=${hex}` };
      const signature = receiver.begin(headers);
      assert.ok(typeof signature !== 'string');
      const verdict = await receiver.finish(signature, Buffer.from(body));
      await receiver.settled();
      return verdict;
    },
  };
}

function completed(fields: object): string {
  return JSON.stringify({ event_type: 'job.completed', event_id: 'ev-1', ...fields });
}

describe('an authentic event', () => {
  it('announces its job, however the body is written', async (t) => {
    const { register, receive, announced } = await setUp(t);
    await register('whsec_1');
    const bodies = [
      completed({ job_id: 7, job_type: 'stem_extraction', event_id: 'a' }),
      ' {\n"job_id" : "8", "job_type":"text\\u005fto_speech", "status":null,"event_type":"job.failed" ,"event_id":"b"}\r\n',
      completed({ job_id: 9, job_type: 'denoise_audio', event_id: 'c', more: { deep: [1, { x: '雪' }] } }),
      '{"event_id":"d","event_id":"e","job_id":1,"job_id":10,"event_type":"job.cancelled","job_type":"transcription"}',
    ];
    for (const body of bodies) assert.equal(await receive('whsec_1', body), 'accepted', body);
    assert.deepEqual(announced, ['stems 7', 'speech 8', 'denoise 9', 'transcription 10']);
  });

  it('of an unknown kind of job may be about any service', async (t) => {
    const { register, receive, announced } = await setUp(t);
    await register('whsec_1');
    await receive('whsec_1', completed({ job_id: 7, job_type: 'something_new' }));
    assert.equal(announced.length, 7);
    assert.ok(announced.every((one) => one.endsWith(' 7')));
  });

  it('that comes again announces nothing, and is answered like the first', async (t) => {
    const { register, receive, announced, outcomes } = await setUp(t);
    await register('whsec_1');
    const body = completed({ job_id: 7, job_type: 'stem_extraction' });
    assert.equal(await receive('whsec_1', body), 'accepted');
    assert.equal(await receive('whsec_1', body), 'accepted');
    assert.deepEqual(announced, ['stems 7']);
    assert.deepEqual(outcomes, ['accepted', 'repeated']);
  });

  it('that is a test announces nothing', async (t) => {
    const { register, receive, announced, outcomes } = await setUp(t);
    await register('whsec_1');
    await receive('whsec_1', JSON.stringify({ event_type: 'webhook.test', event_id: 'ev' }));
    assert.deepEqual([announced, outcomes], [[], ['test']]);
  });

  it('without what makes it one is malformed', async (t) => {
    const { register, receive, announced } = await setUp(t);
    await register('whsec_1');
    const nonsense = ['', 'nonsense', '[]', '"text"', 'null', '{}', '{"event_id":"a"}', completed({})];
    const long = [
      completed({ job_id: 'x'.repeat(201) }),
      completed({ job_id: 1, event_id: 'x'.repeat(201) }),
    ];
    for (const body of [...nonsense, ...long, Buffer.from([0xff, 0x00])]) {
      assert.equal(await receive('whsec_1', body), 'malformed', String(body));
    }
    assert.deepEqual(announced, []);
  });

  it('is dropped while the database is away, which polling makes up for', async (t) => {
    const seen = {
      first: () => Promise.reject(new Error('away')),
      keep: async () => {},
      sweep: async () => {},
    };
    const { register, receive, announced, outcomes } = await setUp(t, () => ({ seen }));
    await register('whsec_1');
    assert.equal(await receive('whsec_1', completed({ job_id: 7 })), 'accepted');
    assert.deepEqual([announced, outcomes], [[], ['failed']]);
  });
});

describe('a forged event', () => {
  it('announces nothing, and a flood of them reads the stored secret once a second', async (t) => {
    const { clock, register, receive, announced, outcomes, reads } = await setUp(t);
    await register('whsec_1');
    for (let index = 0; index < 50; index += 1) {
      assert.equal(await receive('whsec_2', completed({ job_id: 7 })), 'forged');
    }
    assert.equal(reads(), 1);
    await clock.advance(1_000);
    await receive('whsec_2', completed({ job_id: 7 }));
    assert.equal(reads(), 2);
    assert.deepEqual(announced, []);
    assert.deepEqual(new Set(outcomes), new Set(['forged']));
  });
});

describe('the secret', () => {
  it('that another process registered is found with the first event signed with it', async (t) => {
    const { clock, register, receive } = await setUp(t);
    assert.equal(await receive('whsec_1', completed({ job_id: 1 })), 'not-ready');
    await register('whsec_1');
    await clock.advance(1_000);
    assert.equal(await receive('whsec_1', completed({ job_id: 1 })), 'accepted');
    await register('whsec_2', 'endpoint-2');
    await clock.advance(1_000);
    assert.equal(await receive('whsec_2', completed({ job_id: 2, event_id: 'ev-2' })), 'accepted');
    assert.equal(await receive('whsec_1', completed({ job_id: 3, event_id: 'ev-3' })), 'forged');
  });
});
