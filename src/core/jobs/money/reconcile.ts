import type { Clock } from '../../async/clock.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Reservation } from '../../model/money/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Correction, Observer } from '../../ports/observer.ts';
import type { Records, Store } from '../../ports/store.ts';

/** How often reservations are held against their jobs. */
export const RECONCILE_EVERY_MS = 5 * 60_000;

/** What the reconciler works on. */
export interface ReconcileParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Told that a job has become due. */
  readonly onWoken: () => void;
}

/**
 * Holds every open reservation against the record of its job, and mends what does not fit. Both are written in one
 * transaction, so nothing should ever be found; what is, is reported. The reservation of a job that is still at work is
 * never given back.
 */
export async function reconcile(parts: ReconcileParts): Promise<void> {
  const { store, log } = parts;
  for (const reservation of await store.ledger.open()) {
    try {
      const mending = mendingOf(reservation, await store.jobs.get(reservation.jobId));
      if (mending !== undefined) await mend(parts, reservation);
    } catch (error) {
      // One record that cannot be read must not keep the others from being looked at.
      log.warn({ reservation: reservation.id, job: reservation.jobId, error }, 'reservation-not-reconciled');
    }
  }
}

function mendingOf({ id, state }: Reservation, job: Job | undefined): Correction | undefined {
  // What a job cost that nobody knows of any more is not known either: no limit may be exceeded by it.
  if (job === undefined) return 'written-off';
  const { money, work } = job;
  const isOwn = money.state !== 'none' && money.reservation === id;
  if (isOwn && money.state === 'settled') return 'settled';
  if (!isWorkOver(work)) return undefined;
  if (isOwn && money.state === 'in-doubt') return undefined;
  if (isOwn && money.state === 'held') return state === 'held' ? 'woken' : undefined;
  return 'released';
}

/** Looks again inside a transaction: meanwhile the job itself may have brought it in order. */
async function mend(parts: ReconcileParts, { id, jobId, amount }: Reservation): Promise<void> {
  const { store, clock, log, observer } = parts;
  const mending = await store.transaction(async (records) => {
    const open = (await records.ledger.open()).find((one) => one.id === id);
    const job = await records.jobs.get(jobId);
    const how = open && mendingOf(open, job);
    if (open !== undefined && how !== undefined) await carryOut(how, open, job, records, clock.now());
    return how;
  });
  if (mending === undefined) return;
  log.error({ reservation: id, job: jobId, amount, mending }, 'reservation-corrected');
  observer.reservationMended(mending);
  if (mending === 'woken') parts.onWoken();
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
