import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Clock } from '../../../../src/core/async/clock.ts';
import { createReconciler } from '../../../../src/core/jobs/money/reconcile.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import type { Money } from '../../../../src/core/model/money/job-money.ts';
import type { OpenPage } from '../../../../src/core/model/money/ledger.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { type Correction, silentObserver } from '../../../../src/core/ports/observer.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { jobsWith } from '../../../fakes/jobs-with.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { ORIGIN, speech, WIDE_LIMITS } from '../../../fakes/world.ts';

const never = new AbortController().signal;
const AMOUNT = fromCents(5);
const SPENT = fromCents(3);
const FAILED: Job['work'] = { stage: 'failed', failure: { code: 'internal', facts: {} } };

describe('the reconciler', () => {
  const clock = createVirtualClock();
  let store: Store;
  let mended: Correction[];
  before(async () => {
    store = await openStore({ url: 'sqlite://:memory:', clock });
  });
  after(() => store.close());

  /** Makes a database by hand that no transaction of ours would leave behind, and has it mended. */
  const mend = async (work: Job['work'] | undefined, money: (reservation: string) => Money) => {
    const id = newId();
    const job: Job = {
      ...jobOf(speech(), 'Hello', ORIGIN, clock.now()),
      work: work ?? FAILED,
      money: money(id),
    };
    await store.ledger.reserve({
      id,
      jobId: job.id,
      for: { tenant: ORIGIN.tenant, member: ORIGIN.member, service: 'speech' },
      amount: AMOUNT,
      scopes: scopesFor(ORIGIN, WIDE_LIMITS, clock.now()),
      nowMs: clock.now(),
    });
    if (work !== undefined) await store.jobs.insert(job, null);
    const before = await month();
    mended = [];
    const observer = { ...silentObserver, reservationMended: (how: Correction) => void mended.push(how) };
    await createReconciler({ store, clock, log: silentLog, observer })(never);
    const now = await month();
    const open = await store.ledger.open();
    await store.ledger.release(id, clock.now()).catch(() => undefined);
    return {
      mended,
      isOpen: open.some((one) => one.id === id),
      spent: now.spent - before.spent,
      due: await dueJobs(),
    };
  };

  /** How many jobs may be worked on now. */
  const dueJobs = async (): Promise<number> => {
    const { length } = await store.jobs.takeDue({ by: 'test', limit: 10 });
    await store.jobs.freeAll();
    return length;
  };

  const month = async () => {
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, clock.now()).filter(
      ({ scope }) => scope === 'tenant-month',
    );
    const [totals] = await store.ledger.totals(scopes);
    return { held: totals?.held ?? 0, spent: totals?.spent ?? 0 };
  };

  const none = (): Money => ({ state: 'none' });
  const held = (reservation: string): Money => ({ state: 'held', reservation, amount: AMOUNT });
  const released = (reservation: string): Money => ({ state: 'released', reservation, amount: AMOUNT });
  const settled = (reservation: string): Money => ({
    state: 'settled',
    reservation,
    amount: SPENT,
    basis: 'credits',
  });

  it('counts what is held for a job that is gone as spent', async () => {
    const { mended: how, isOpen, spent } = await mend(undefined, none);
    assert.deepEqual({ how, isOpen, spent }, { how: ['written-off'], isOpen: false, spent: AMOUNT });
  });

  it('brings the ledger in line with what the record of a job says', async () => {
    for (const [work, money, how, spent] of [
      [FAILED, released, 'released', 0],
      [FAILED, none, 'released', 0],
      [FAILED, () => settled('another'), 'released', 0],
      [FAILED, settled, 'settled', SPENT],
      // Its money is decided before its result is there.
      [{ stage: 'completed' }, settled, 'settled', SPENT],
    ] as const) {
      const after = await mend(work, money);
      assert.deepEqual([after.mended, after.isOpen, after.spent], [[how], false, spent]);
    }
  });

  it('wakes a job that is over and still holds money', async () => {
    const { mended: how, isOpen, due } = await mend(FAILED, held);
    assert.deepEqual({ how, isOpen, due }, { how: ['woken'], isOpen: true, due: 1 });
  });

  it('leaves the reservation of a job alone that is at work or in doubt', async () => {
    for (const stage of ['received', 'input', 'quoted', 'watching', 'completed'] as const) {
      for (const money of [held, none, released]) {
        const { mended: how, isOpen } = await mend({ stage }, money);
        assert.deepEqual({ how, isOpen }, { how: [], isOpen: true }, `${stage} ${money('').state}`);
      }
    }
    const doubt = (reservation: string): Money => ({
      state: 'in-doubt',
      reservation,
      amount: AMOUNT,
      sinceMs: 0,
    });
    assert.deepEqual((await mend(FAILED, doubt)).mended, []);
  });

  it('does not wake a job that stopped: owners decide whether it is tried again', async () => {
    const { jobs, ledger, deadJobs } = store;
    const id = newId();
    const job: Job = {
      ...jobOf(speech(), 'Hello', ORIGIN, clock.now()),
      work: FAILED,
      money: held(id),
    };
    const order = { id, jobId: job.id, amount: AMOUNT, scopes: [], nowMs: clock.now() };
    await ledger.reserve({ ...order, for: { ...ORIGIN, service: 'speech' } });
    await jobs.insert(job, clock.now());
    const taken = await jobs.take(job.id, 'test');
    assert.ok(taken !== undefined);
    await jobs.fail({ id: job.id, hold: taken.hold, reason: 'broken', pausesMs: [] });
    assert.ok((await deadJobs.find(job.id)) !== undefined);
    await createReconciler({ store, clock, log: silentLog, observer: silentObserver })(never);
    assert.equal(await jobs.take(job.id, 'test'), undefined);
    await ledger.release(id, clock.now());
  });

  it('reads any number of reservations page by page, and goes on in the next round where one ended', async () => {
    const own = await openStore({ url: 'sqlite://:memory:', clock });
    try {
      const broken = new Set([3, 250, 449]);
      await own.transaction(async ({ jobs, ledger }) => {
        for (let index = 0; index < 450; index += 1) {
          const id = newId();
          const job = { ...jobOf(speech(), 'Hello', ORIGIN, clock.now()), money: held(id) };
          const order = { id, jobId: job.id, amount: AMOUNT, scopes: [], nowMs: index };
          await ledger.reserve({ ...order, for: { ...ORIGIN, service: 'speech' } });
          if (!broken.has(index)) await jobs.insert({ ...job, work: { stage: 'watching' } }, null);
        }
      });
      const calls = { open: 0, getAll: 0, get: 0 };
      const end = new AbortController();
      let endAfter = 1;
      const counted: Store = {
        ...own,
        ledger: Object.assign(Object.create(own.ledger), {
          open: (page: OpenPage) => {
            calls.open += 1;
            return own.ledger.open(page);
          },
        }),
        jobs: jobsWith(own.jobs, {
          get: (id) => {
            calls.get += 1;
            return own.jobs.get(id);
          },
          getAll: (ids) => {
            calls.getAll += 1;
            if (calls.getAll >= endAfter) end.abort();
            return own.jobs.getAll(ids);
          },
        }),
      };
      const quick: Clock = { ...clock, sleep: async () => undefined };
      const found: Correction[] = [];
      const observer = { ...silentObserver, reservationMended: (how: Correction) => void found.push(how) };
      const check = createReconciler({ store: counted, clock: quick, log: silentLog, observer });
      await check(end.signal);
      assert.deepEqual(
        [found.length, calls],
        [1, { open: 1, getAll: 1, get: 0 }],
        'one page, then told to stop',
      );
      endAfter = Number.POSITIVE_INFINITY;
      await check(never);
      assert.deepEqual(found, ['written-off', 'written-off', 'written-off']);
      assert.deepEqual(calls, { open: 3, getAll: 3, get: 0 });
      await check(never);
      assert.deepEqual([found.length, calls.open], [3, 6], 'the next round begins with the oldest');
    } finally {
      await own.close();
    }
  });
});
