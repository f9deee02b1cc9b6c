import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Clock } from '../../../../src/core/async/clock.ts';
import { runEvery } from '../../../../src/core/async/run-every.ts';
import { createFolders } from '../../../../src/core/jobs/context/folders.ts';
import { SWEEP_EVERY_MS, sweep } from '../../../../src/core/jobs/manage/sweep.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { usageOf } from '../../../../src/core/wallet/usage/usage.ts';
import { unlimited } from '../../../fakes/patient-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { WIDE_LIMITS } from '../../../fakes/world.ts';
import { jobOf, overJob } from '../../store/sample-job.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 30, 12);
const PAYER = { tenant: 'web:tenant', member: 'web:ada' };

describe('the sweep', () => {
  let folder: string;
  let store: Store;
  let nowMs = NOW_MS;
  let pauses = 0;
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (_, signal) => {
      signal.throwIfAborted();
      pauses += 1;
    },
    timeout: unlimited,
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sweep-'));
    store = await openStore({ url: 'sqlite://:memory:', clock });
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  let isTimeSure = true;
  const sweepOnce = async (signal = new AbortController().signal, retentionDays = 30) => {
    const batches: number[] = [];
    pauses = 0;
    const parts = {
      store,
      folders: createFolders(folder),
      retentionMs: retentionDays * DAY_MS,
      sweepKeys: async () => undefined,
      sweepTenants: async () => undefined,
      time: { isSure: () => isTimeSure },
      clock,
      log: silentLog,
      onRemoved: async (ids: readonly string[]) => void batches.push(ids.length),
    };
    await sweep(parts, signal);
    return { batches, pauses };
  };

  const spend = async (daysAgo: number, spent = 7): Promise<void> => {
    const id = crypto.randomUUID();
    const atMs = nowMs - daysAgo * DAY_MS;
    await store.ledger.reserve({
      id,
      jobId: `job of ${id}`,
      for: { ...PAYER, service: 'speech' },
      amount: microDollarsOf(10),
      scopes: scopesFor(PAYER, WIDE_LIMITS, atMs),
      nowMs: atMs,
    });
    await store.ledger.settle(id, microDollarsOf(spent), 'credits', atMs);
  };

  it('removes nothing while nobody can tell whether it is old', async () => {
    const job = overJob('unsure', nowMs - 400 * DAY_MS);
    await store.jobs.insert(job, null);
    isTimeSure = false;
    assert.deepEqual((await sweepOnce()).batches, []);
    isTimeSure = true;
    assert.deepEqual((await sweepOnce()).batches, [1]);
  });

  it('removes everything that is older than the retention in one round, in small batches with pauses', async () => {
    await store.transaction(async ({ jobs }) => {
      for (let index = 0; index < 650; index += 1) {
        await jobs.insert(overJob('web:tenant', nowMs - 31 * DAY_MS), null);
      }
      await jobs.insert(overJob('web:tenant', nowMs - 29 * DAY_MS), null);
    });
    const { batches, pauses: paused } = await sweepOnce();
    assert.deepEqual(batches, [200, 200, 200, 50]);
    assert.ok(paused >= batches.length, 'others get their turn after each batch');
    assert.deepEqual(await store.jobs.countByStage(), { cancelled: 1 });
  });

  it('leaves the rest when it is told to stop', async () => {
    await store.transaction(async ({ jobs }) => {
      for (let index = 0; index < 250; index += 1) {
        await jobs.insert(overJob('web:tenant', nowMs - 31 * DAY_MS), null);
      }
    });
    assert.deepEqual((await sweepOnce(AbortSignal.abort())).batches, []);
    assert.deepEqual((await sweepOnce()).batches, [200, 50]);
  });

  it('archives what was spent before, and every day that members can look at stays as it was', async () => {
    for (const daysAgo of [0, 1, 2, 29, 31, 31, 60, 89]) await spend(daysAgo);
    const usage = () => usageOf(store, PAYER.tenant, 90, nowMs);
    const [today] = scopesFor(PAYER, WIDE_LIMITS, nowMs);
    assert.ok(today !== undefined);
    const read = async () => ({ usage: await usage(), totals: await store.ledger.totals([today]) });
    const shown = await read();
    assert.equal(shown.usage.rows.length, 7);
    await sweepOnce();
    assert.deepEqual(await read(), shown);
    // Nothing is left to archive.
    const batch = { endedBeforeMs: nowMs - 30 * DAY_MS, foldBeforeDay: '2000-01-01', limit: 9 };
    assert.equal(await store.ledger.archive(batch), 0);
    assert.equal(await store.ledger.archive({ ...batch, endedBeforeMs: nowMs - 28 * DAY_MS }), 1);

    nowMs += 20 * DAY_MS;
    const later = await read();
    await sweepOnce();
    assert.deepEqual(await read(), later, 'what was folded into months is no longer shown');
  });

  it('keeps the settlements that the daily comparison reads, however short the retention', async () => {
    for (const daysAgo of [1.9, 2, 2.5]) await spend(daysAgo);
    const charged = () => store.ledger.charged(nowMs - 2.6 * DAY_MS, nowMs);
    const before = await charged();
    assert.equal(before.jobs, 3);
    await sweepOnce(undefined, 1);
    assert.deepEqual(await charged(), before);
  });

  it('removes the files of jobs that are over or gone, and no other', async () => {
    const folders = createFolders(folder);
    const [over, waiting, kept] = [
      overJob('web:files', nowMs),
      jobOf('web:files'),
      jobOf('web:files', {
        updatedAtMs: nowMs,
        work: { stage: 'cancelled' },
        delivery: {
          state: 'undeliverable',
          round: 0,
          failure: { code: 'delivery-failed', facts: {} },
          atMs: nowMs,
        },
      }),
    ];
    for (const job of [over, waiting, kept]) await store.jobs.insert(job, null);
    const gone = Array.from({ length: 230 }, (_, index) => `gone-${index}`);
    for (const id of [over.id, waiting.id, kept.id, ...gone]) {
      await folders.temp(id);
      await folders.undelivered(id);
    }
    await sweepOnce();
    const left = async (name: string) => (await readdir(join(folder, name))).toSorted();
    assert.deepEqual(await left('temp'), [waiting.id]);
    assert.deepEqual(await left('undelivered'), [waiting.id, kept.id].toSorted());
  });
});

it('keeps up with 100,000 jobs a day on a slow database, and catches up after a stop', async () => {
  const virtual = createVirtualClock();
  let [jobs, reservations, swept] = [0, 0, 0];
  const take = async (what: number, limit: number, durationMs: number): Promise<number> => {
    await virtual.sleep(durationMs, new AbortController().signal);
    return Math.min(what, limit);
  };
  const parts = {
    store: {
      jobs: {
        removeOver: async (_beforeMs: number, limit: number) => {
          const removed = await take(jobs, limit, 2_000);
          jobs -= removed;
          return Array.from({ length: removed }, String);
        },
        getAll: async () => new Map<string, undefined>(),
      },
      ledger: {
        archive: async ({ limit }: { readonly limit: number }) => {
          const archived = await take(reservations, limit, 2_000);
          reservations -= archived;
          return archived;
        },
      },
      forgotten: { sweep: async () => undefined },
      seen: {
        sweep: async () => {
          swept += 1;
        },
      },
      sealPlain: async () => 0,
    },
    folders: {
      known: async () => new Set<string>(),
      removeTemp: async () => undefined,
      removeUndelivered: async () => undefined,
    },
    retentionMs: 30 * DAY_MS,
    sweepKeys: async () => undefined,
    sweepTenants: async () => undefined,
    time: { isSure: () => true },
    clock: virtual,
    log: silentLog,
    onRemoved: async () => undefined,
  };
  const stop = new AbortController();
  const sweeping = runEvery(
    SWEEP_EVERY_MS,
    (signal) => sweep(parts, signal),
    { clock: virtual, onFailure: (error) => assert.fail(String(error)) },
    stop.signal,
  );
  // What fell due while the bot did not run.
  jobs = 20_000;
  reservations = 20_000;
  const perStep = 100_000 / 144;
  let most = 0;
  for (let step = 0; step < 216; step += 1) {
    jobs += perStep;
    reservations += perStep;
    await virtual.advance(SWEEP_EVERY_MS);
    if (step > 72) most = Math.max(most, jobs, reservations);
  }
  stop.abort();
  await sweeping;
  assert.ok(swept > 100);
  assert.ok(most < 3 * perStep, `${Math.round(most)} are overdue`);
});
