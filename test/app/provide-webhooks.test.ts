import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { Keyv } from 'keyv';
import { createClock } from '../../sandbox/clock.ts';
import type { FaultRuleInput } from '../../sandbox/faults/fault.ts';
import { provideWebhooks } from '../../src/app/provide-webhooks.ts';
import { statusSources } from '../../src/core/accounts/read-provider-job.ts';
import { createAudioPod } from '../../src/core/audiopod/create-audiopod.ts';
import type { ProviderJob } from '../../src/core/model/job/provider-job.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { silentObserver, type WebhookOutcome } from '../../src/core/ports/observer.ts';
import { openStore } from '../../src/core/store/open-store.ts';
import { openLearnedDurations } from '../../src/core/watcher/learned-durations.ts';
import { createWatcher } from '../../src/core/watcher/watcher.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { createReadiness } from '../../src/server/readiness.ts';
import { createServer } from '../../src/server/server.ts';
import { patientClock } from '../fakes/patient-clock.ts';
import { sharedPostgres } from '../fakes/postgres.ts';
import { until } from '../fakes/until.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/sandbox-fixture.ts';

const GENERATE = '/api/v1/voice/voices/aura/generate';
const PUBLIC_URL = 'https://bot.example.com';

/** A process that receives and watches, on time that nobody moves: no planned read ever comes. */
async function startProcess(
  t: TestContext,
  sandbox: TestSandbox,
  clock: VirtualClock,
  { storeUrl = 'sqlite://:memory:', publicUrl }: { readonly storeUrl?: string; readonly publicUrl?: string },
) {
  const store = await openStore({ url: storeUrl, clock });
  const apiKey = new Secret(sandbox.apiKey);
  const audiopod = createAudioPod({
    baseUrl: new URL(sandbox.url),
    apiKey,
    clock: patientClock,
    random: () => 0,
    readRetries: 0,
  });
  const outcomes: WebhookOutcome[] = [];
  const watcher = createWatcher({
    services: statusSources(audiopod),
    readsPerMinute: 60,
    clock,
    random: () => 0,
    durations: await openLearnedDurations(new Keyv()),
  });
  const webhooks = provideWebhooks({
    ...(publicUrl !== undefined && { publicUrl }),
    baseUrl: new URL(sandbox.url),
    operatorKey: apiKey,
    webhooks: audiopod.webhooks,
    watcher,
    box: { current: createSecretKey(randomBytes(32)) },
    store,
    clock,
    log: silentLog,
    observer: { ...silentObserver, webhookEvent: (outcome) => outcomes.push(outcome) },
  });
  const server = createServer({
    readiness: createReadiness({ pingStore: async () => {}, connections: () => [], clock }),
    registry: createMetrics().registry,
    clock: patientClock,
    log: silentLog,
  });
  if (webhooks.router !== undefined) server.mount('/', webhooks.router);
  const { url } = await server.listen('127.0.0.1', 0);
  const stop = new AbortController();
  const registering = webhooks.run(stop.signal);
  t.after(async () => {
    stop.abort();
    await registering;
    await server.close(0);
    await webhooks.close();
    await watcher.close();
    await store.close();
  });
  const seen: ProviderJob[] = [];
  return {
    url,
    outcomes,
    seen,
    store,
    /** Watches the first job of speech, which was submitted so long ago that it is read every 15 seconds. */
    watch: () =>
      watcher.watch(
        { service: 'speech', providerId: '1', tenant: 'a', submittedAtMs: clock.now() - 3_600_000 },
        (job) => seen.push(job),
        () => {},
      ),
  };
}

async function setUp(t: TestContext) {
  const clock = createVirtualClock();
  const sandbox = await startTestSandbox(t, { clock: createClock({ speedUp: 0, startMs: clock.now() }) });
  return { clock, sandbox };
}

async function isRegistered(sandbox: TestSandbox): Promise<boolean> {
  const { body } = await sandbox.get('/api/v1/webhooks/endpoints');
  return Array.isArray(body) && body.length === 1;
}

/** A job that AudioPod works on, held, and that was read once. */
async function startHeldJob(sandbox: TestSandbox, watching: { watch(): unknown; seen: ProviderJob[] }) {
  sandbox.control.faults.add({ fault: { kind: 'hold' } });
  await sandbox.form(GENERATE, { input_text: 'Hi' });
  await sandbox.control.time.advance(4_000);
  watching.watch();
  await until('it was read once', () => watching.seen.length === 1);
}

const statusReads = ({ control }: TestSandbox) =>
  control.requests.list().filter(({ operation }) => operation === 'voice.status').length;

async function endJob({ control }: TestSandbox): Promise<void> {
  control.jobs.release('voice', 1);
  await control.jobs.settled('voice', 1);
  await control.webhooks.settled();
}

describe('a job whose end AudioPod announces', () => {
  it('is done without any planned read', async (t) => {
    const { clock, sandbox } = await setUp(t);
    const bot = await startProcess(t, sandbox, clock, { publicUrl: PUBLIC_URL });
    sandbox.control.settings.change({ webhooksTo: bot.url });
    await until('it is registered', () => isRegistered(sandbox));
    await startHeldJob(sandbox, bot);
    const beganMs = performance.now();
    await endJob(sandbox);
    await until('its end was seen', () => bot.seen.at(-1)?.state === 'completed');
    t.diagnostic(`seen ${Math.round(performance.now() - beganMs)} ms after its release`);
    assert.deepEqual(bot.outcomes, ['accepted']);
    assert.equal(statusReads(sandbox), 2);
  });

  it('is read once when the event comes twice', async (t) => {
    const { clock, sandbox } = await setUp(t);
    const bot = await startProcess(t, sandbox, clock, { publicUrl: PUBLIC_URL });
    sandbox.control.settings.change({ webhooksTo: bot.url });
    await until('it is registered', () => isRegistered(sandbox));
    await startHeldJob(sandbox, bot);
    sandbox.control.faults.add({ fault: { kind: 'webhook-twice' } });
    await endJob(sandbox);
    await until('its end was seen', () => bot.seen.at(-1)?.state === 'completed');
    await until('both were counted', () => bot.outcomes.length === 2);
    assert.deepEqual(bot.outcomes, ['accepted', 'repeated']);
    assert.equal(statusReads(sandbox), 2);
  });

  const forgeries: readonly (readonly [FaultRuleInput['fault'], WebhookOutcome])[] = [
    [{ kind: 'webhook-forged', how: 'signature' }, 'forged'],
    [{ kind: 'webhook-forged', how: 'wrong-secret' }, 'forged'],
    [{ kind: 'webhook-forged', how: 'body' }, 'forged'],
    [{ kind: 'webhook-forged', how: 'unsigned' }, 'unsigned'],
    [{ kind: 'webhook-old', ageMs: 310_000 }, 'old'],
    [{ kind: 'webhook-old', ageMs: -301_000 }, 'old'],
  ];
  it('is not read because of an event that is forged, altered, unsigned or old', async (t) => {
    const { clock, sandbox } = await setUp(t);
    const bot = await startProcess(t, sandbox, clock, { publicUrl: PUBLIC_URL });
    sandbox.control.settings.change({ webhooksTo: bot.url });
    await until('it is registered', () => isRegistered(sandbox));
    await startHeldJob(sandbox, bot);
    for (const [fault] of forgeries) {
      sandbox.control.faults.add({ fault });
      const { body } = await sandbox.get('/api/v1/webhooks/endpoints');
      const [{ id }] = body as [{ id: string }];
      await sandbox.json(`/api/v1/webhooks/endpoints/${id}/test`, {});
      await sandbox.control.webhooks.settled();
    }
    assert.deepEqual(
      bot.outcomes,
      forgeries.map(([, outcome]) => outcome),
    );
    sandbox.control.faults.add({ fault: { kind: 'webhook-forged' } });
    await endJob(sandbox);
    assert.equal(statusReads(sandbox), 1);
    assert.equal(bot.seen.length, 1);
  });

  it('is found by polling when the event never comes', async (t) => {
    const { clock, sandbox } = await setUp(t);
    const bot = await startProcess(t, sandbox, clock, { publicUrl: PUBLIC_URL });
    sandbox.control.settings.change({ webhooksTo: bot.url });
    await until('it is registered', () => isRegistered(sandbox));
    await startHeldJob(sandbox, bot);
    sandbox.control.faults.add({ fault: { kind: 'webhook-never' } });
    await endJob(sandbox);
    await clock.advance(16_000);
    await until('its end was seen', () => bot.seen.at(-1)?.state === 'completed');
    assert.deepEqual(bot.outcomes, []);
  });

  it('is done in the process that watches it, when another receives the event', async (t) => {
    const { clock, sandbox } = await setUp(t);
    const storeUrl = await (await sharedPostgres()).createDatabase();
    const gateway = await startProcess(t, sandbox, clock, { storeUrl, publicUrl: PUBLIC_URL });
    const worker = await startProcess(t, sandbox, clock, { storeUrl });
    sandbox.control.settings.change({ webhooksTo: gateway.url });
    await until('it is registered', () => isRegistered(sandbox));
    // Listening takes a moment to begin.
    let isHeard = false;
    using _listening = worker.store.signals.listen(() => {
      isHeard = true;
    });
    await until('the worker listens', async () => {
      await gateway.store.signals.send('ready?');
      return isHeard;
    });
    await startHeldJob(sandbox, worker);
    await endJob(sandbox);
    await until('its end was seen', () => worker.seen.at(-1)?.state === 'completed');
    assert.deepEqual(worker.outcomes, []);
    assert.equal((await fetch(`${worker.url}/webhooks/audiopod`, { method: 'POST' })).status, 404);
  });
});
