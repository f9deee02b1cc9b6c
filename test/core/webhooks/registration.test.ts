import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAudioPod } from '../../../src/core/audiopod/create-audiopod.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { BoxKeys } from '../../../src/core/model/secret-box.ts';
import { type Log, silentLog } from '../../../src/core/ports/log.ts';
import type { Seen } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { keepRegistered } from '../../../src/core/webhooks/registration.ts';
import { createWebhookSecret, openSecret } from '../../../src/core/webhooks/webhook-secret.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { HUNG_MS, until } from '../../fakes/until.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { startTestSandbox } from '../../sandbox/sandbox-fixture.ts';

const URL_ONE = 'https://bot.example.com/webhooks/audiopod';
const URL_TWO = 'https://new.example.com/webhooks/audiopod';
const ENDPOINTS = '/api/v1/webhooks/endpoints';
const ACCOUNT = 'account';
const HOUR_MS = 3_600_000;

async function setUp(t: TestContext) {
  const clock = createVirtualClock();
  const sandbox = await startTestSandbox(t);
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  t.after(() => store.close());
  const box: BoxKeys = { current: createSecretKey(randomBytes(32)) };
  const { webhooks } = createAudioPod({
    baseUrl: new URL(sandbox.url),
    apiKey: new Secret(sandbox.apiKey),
    clock: patientClock,
    random: () => 0,
    readRetries: 0,
  });
  const events: string[] = [];
  const log: Log = {
    ...silentLog,
    info: (_, event) => void events.push(event),
    warn: (_, event) => void events.push(event),
  };
  const records = store.webhookEndpoints;
  return {
    clock,
    sandbox,
    store,
    box,
    events,
    /** Starts a process. It is at rest when it sleeps. */
    start(url = URL_ONE, keys = box, seen: Pick<Seen, 'first'> = store.seen) {
      const secret = createWebhookSecret({ records, account: ACCOUNT, box: keys, clock });
      const stop = new AbortController();
      const sleepingBefore = clock.sleeping;
      const shared = { webhooks, records, secret, seen, account: ACCOUNT, url, box: keys };
      const done = keepRegistered({ ...shared, clock, random: () => 0, log }, stop.signal);
      t.after(() => stop.abort());
      return {
        secret,
        atRest: () => until('it rests', () => clock.sleeping > sleepingBefore),
        async stop() {
          stop.abort();
          await done;
        },
      };
    },
    async endpoints() {
      return (await webhooks.endpoints(AbortSignal.timeout(HUNG_MS))).map(({ id, url, description }) => ({
        id,
        url,
        description,
      }));
    },
    async stored() {
      const row = await records.get(ACCOUNT);
      assert.ok(row !== undefined);
      return { ...row, secret: (await openSecret(records, row, box))?.reveal() };
    },
    /** Moves time, and lets what woke reach its next sleep. */
    async pass(durationMs: number) {
      const sleeping = clock.sleeping;
      await clock.advance(durationMs);
      await until('all sleep again', () => clock.sleeping >= sleeping);
    },
  };
}

describe('the webhook endpoint', () => {
  it('is registered once, with its secret encrypted, and kept over restarts', async (t) => {
    const { start, endpoints, stored, clock, store, sandbox } = await setUp(t);
    const first = start();
    await first.atRest();
    const [only, ...more] = await endpoints();
    assert.deepEqual(more, []);
    assert.equal(only?.url, URL_ONE);
    const { id, secret, sealed } = await stored();
    assert.equal(id, only?.id);
    assert.match(secret ?? '', /^whsec_/);
    assert.ok(!sealed.includes('whsec_'));
    assert.equal(first.secret.current()?.reveal(), secret);
    await first.stop();
    await clock.advance(60_001);
    await store.seen.sweep();
    const second = start();
    await second.atRest();
    assert.deepEqual(await endpoints(), [only]);
    const creates = sandbox.control.requests.list().filter((one) => one.operation === 'webhooks.create');
    assert.equal(creates.length, 1);
    assert.equal(second.secret.current()?.reveal(), secret);
  });

  it('is registered again when its secret is lost, and the old one is removed', async (t) => {
    const { start, endpoints, stored, clock, events } = await setUp(t);
    await start().atRest();
    const before = await stored();
    await clock.advance(60_001);
    await start(URL_ONE, { current: createSecretKey(randomBytes(32)) }).atRest();
    const after = await stored();
    assert.notEqual(after.id, before.id);
    assert.deepEqual(
      (await endpoints()).map(({ id }) => id),
      [after.id],
    );
    assert.ok(events.includes('webhook-copy-removed'));
  });

  it('keeps its secret when SECRET_KEY changes and the previous one is known', async (t) => {
    const { start, stored, clock, box } = await setUp(t);
    await start().atRest();
    const before = await stored();
    await clock.advance(60_001);
    const rotated = { current: createSecretKey(randomBytes(32)), previous: box.current };
    const process = start(URL_ONE, rotated);
    await process.atRest();
    const after = await stored();
    assert.equal(after.id, before.id);
    assert.notEqual(after.sealed, before.sealed);
    assert.equal(process.secret.current()?.reveal(), before.secret);
  });

  it('is registered again when the address changed, and the process that started last decides', async (t) => {
    const { start, endpoints, stored, pass } = await setUp(t);
    await start(URL_ONE).atRest();
    await pass(60_001);
    await start(URL_TWO).atRest();
    assert.deepEqual(
      (await endpoints()).map(({ url }) => url),
      [URL_TWO],
    );
    const { id } = await stored();
    // The old process checks for hours on, and leaves the new address alone.
    for (let checks = 0; checks < 3; checks += 1) await pass(HOUR_MS);
    assert.equal((await stored()).id, id);
  });

  it('is registered again when someone deleted it at AudioPod', async (t) => {
    const { start, endpoints, stored, sandbox, pass } = await setUp(t);
    await start().atRest();
    const before = await stored();
    await sandbox.remove(`${ENDPOINTS}/${before.id}`);
    await pass(HOUR_MS);
    await until('there is a new one', async () => (await endpoints()).length === 1);
    assert.notEqual((await stored()).id, before.id);
  });

  it('has its own copies removed, and those of others never', async (t) => {
    const { start, endpoints, sandbox, stored } = await setUp(t);
    const others = [
      { url: 'https://shop.example.com/hook', description: 'audiopod-bot' },
      { url: URL_ONE, description: 'somebody’s own' },
      { url: 'https://bot.example.com/other', description: '' },
    ];
    for (const other of others) await sandbox.json(ENDPOINTS, other);
    await sandbox.json(ENDPOINTS, { url: URL_ONE, description: 'audiopod-bot' });
    await start().atRest();
    const found = await endpoints();
    assert.equal(found.length, others.length + 1);
    assert.deepEqual(
      found.slice(0, -1).map(({ url, description }) => ({ url, description })),
      others.map(({ url, description }) => ({ url, description: description || undefined })),
    );
    assert.equal(found.at(-1)?.id, (await stored()).id);
  });

  it('is registered later when AudioPod is down at the start, with growing pauses', async (t) => {
    const { start, endpoints, sandbox, clock, events } = await setUp(t);
    sandbox.control.faults.add({ on: 'webhooks', times: 3, fault: { kind: 'status', status: 503 } });
    const process = start();
    await process.atRest();
    assert.deepEqual(await endpoints().catch(() => 'down'), 'down');
    assert.deepEqual(events, ['webhook-registration-failed']);
    const startedMs = clock.now();
    while ((await endpoints().catch(() => [])).length === 0) {
      await clock.advance(10_000);
      await nextTurn();
      assert.ok(clock.now() - startedMs < HOUR_MS, 'it was never registered');
    }
    await until('its secret is known', () => process.secret.current() !== undefined);
  });

  it('whose creation got no response is found as a copy and replaced', async (t) => {
    const { start, endpoints, sandbox, stored, pass } = await setUp(t);
    sandbox.control.faults.add({ on: 'webhooks.create', fault: { kind: 'drop', when: 'after' } });
    await start().atRest();
    assert.equal((await endpoints()).length, 1);
    await pass(70_000);
    await until(
      'it is stored',
      async () => (await endpoints())[0]?.id === (await stored().catch(() => undefined))?.id,
    );
    assert.equal((await endpoints()).length, 1);
  });

  it('that two processes register together after all is one in the end, and known to both', async (t) => {
    const { start, endpoints, stored, clock, box, pass } = await setUp(t);
    // Their clocks differ so much that each takes its turn.
    const seen = { first: async () => true };
    const processes = [start(URL_ONE, box, seen), start(URL_ONE, box, seen), start(URL_ONE, box, seen)];
    await until('all rest', () => clock.sleeping === processes.length);
    await pass(HOUR_MS);
    await pass(HOUR_MS);
    const found = await endpoints();
    const { id, secret } = await stored();
    assert.deepEqual(
      found.map((one) => one.id),
      [id],
    );
    for (const process of processes) assert.equal(process.secret.current()?.reveal(), secret);
  });

  it('of several processes is registered by one, and known to all', async (t) => {
    const { start, endpoints, stored, clock } = await setUp(t);
    const processes = [start(), start(), start(), start()];
    await until('all rest', () => clock.sleeping === processes.length);
    await clock.advance(10_000);
    await until('all know the secret', () => processes.every(({ secret }) => secret.current() !== undefined));
    assert.equal((await endpoints()).length, 1);
    const { secret } = await stored();
    for (const process of processes) assert.equal(process.secret.current()?.reveal(), secret);
  });
});
