import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { reconcile } from '../../../../src/core/jobs/money/reconcile.ts';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { newId } from '../../../../src/core/model/job/new-job.ts';
import type { Money } from '../../../../src/core/model/money/job-money.ts';
import { fromCents } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { type Correction, silentObserver } from '../../../../src/core/ports/observer.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { jobOf } from '../../../fakes/job-of.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { ORIGIN, speech, WIDE_LIMITS } from '../../../fakes/world.ts';

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
    await reconcile({ store, clock, log: silentLog, observer });
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
});
