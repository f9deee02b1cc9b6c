import type { Clock } from '../../async/clock.ts';
import { inBatches } from '../../async/in-batches.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Reservation } from '../../model/money/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Correction, Observer } from '../../ports/observer.ts';
import type { Records, Store } from '../../ports/store.ts';

/** How often reservations are checked against their jobs. */
export const RECONCILE_EVERY_MS = 5 * 60_000;
const PAGE = 200;
const PAUSE_MS = 50;
const DEADLINE_MS = 60_000;

/** What the reconciler needs. */
export interface ReconcileParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}

/**
 * Creates the check of every open reservation against the record of its job, which corrects what does not match.
 * Both are written in one transaction, so nothing should ever be found; what is found is logged. The reservation of a
 * job still in progress is never released.
 *
 * One round reads pages, oldest first, for a limited time. The next one goes on where it ended, so that all get
 * their turn however many there are.
 */
export function createReconciler(parts: ReconcileParts): (signal: AbortSignal) => Promise<void> {
  const { store, clock } = parts;
  let last: Reservation | undefined;
  const checkPage = async (): Promise<number> => {
    const page = await store.ledger.open({ after: last, limit: PAGE });
    await checkAll(parts, page);
    last = page.length < PAGE ? undefined : page.at(-1);
    return last === undefined ? 0 : page.length;
  };
  return async (signal) => {
    await inBatches(checkPage, { clock, deadlineMs: DEADLINE_MS, pauseMs: PAUSE_MS }, signal);
  };
}

async function checkAll(parts: ReconcileParts, page: readonly Reservation[]): Promise<void> {
  const { store, log } = parts;
  const jobs = await store.jobs.getAll(page.map(({ jobId }) => jobId));
  for (const reservation of page) {
    const { id, jobId } = reservation;
    const job = jobs.get(jobId);
    // It can't be read. Owners find it among the jobs that stopped.
    if (job === undefined && jobs.has(jobId)) continue;
    if (correctionFor(reservation, job) === undefined) continue;
    try {
      await correctReservation(parts, reservation);
    } catch (error) {
      // One must not keep the others from being checked.
      log.warn({ reservation: id, job: jobId, error }, 'reservation-not-reconciled');
    }
  }
}

function correctionFor({ id, state }: Reservation, job: Job | undefined): Correction | undefined {
  // If the job is gone, so is its cost. Counted as spent, so that no limit is exceeded.
  if (job === undefined) return 'written-off';
  const { money, work } = job;
  const isOwn = money.state !== 'none' && money.reservation === id;
  if (isOwn && money.state === 'settled') return 'settled';
  if (!isWorkOver(work)) return undefined;
  if (isOwn && money.state === 'in-doubt') return undefined;
  if (isOwn && money.state === 'held') return state === 'held' ? 'woken' : undefined;
  return 'released';
}

/** Checks again inside a transaction: the job itself may have corrected it in the meantime. */
async function correctReservation(parts: ReconcileParts, { id, jobId, amount }: Reservation): Promise<void> {
  const { store, clock, log, observer } = parts;
  const mending = await store.transaction(async (records) => {
    const open = await records.ledger.findOpen(id);
    const job = await records.jobs.get(jobId);
    const how = open && correctionFor(open, job);
    // Owners decide whether it is tried again.
    if (how === 'woken' && (await records.deadJobs.find(jobId)) !== undefined) return undefined;
    if (open !== undefined && how !== undefined) await carryOut(how, open, job, records, clock.now());
    return how;
  });
  if (mending === undefined) return;
  log.error({ reservation: id, job: jobId, amount, mending }, 'reservation-corrected');
  observer.reservationMended(mending);
}

async function carryOut(
  mending: Correction,
  { id, amount }: Reservation,
  job: Job | undefined,
  { ledger, jobs }: Records,
  nowMs: number,
): Promise<void> {
  switch (mending) {
    case 'woken':
      if (job !== undefined) await jobs.wake(job.id, nowMs);
      return;
    case 'written-off':
      return ledger.settle(id, amount, 'written-off', nowMs);
    case 'released':
      return ledger.release(id, nowMs);
    case 'settled':
      if (job?.money.state === 'settled') await ledger.settle(id, job.money.amount, job.money.basis, nowMs);
  }
}
