import { stamp } from '../../model/job/history.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { Money } from '../../model/money/job-money.ts';
import type { Ledger, Reservation } from '../../model/money/ledger.ts';
import type { DeadJob } from '../../ports/dead-jobs.ts';
import type { Records } from '../../ports/store.ts';
import { endReservation } from '../money/settle.ts';

/** The stages in which nothing of a job has reached AudioPod, whatever else its record says. */
const NEVER_SENT: ReadonlySet<string> = new Set(['received', 'input', 'confirming']);

/** How a job was ended. */
export type Dropped =
  /** Its record says so, and its member is told. */
  | { readonly kind: 'ended'; readonly money: Money; readonly isMemberTold: boolean }
  /** Its record can't be read, so nobody can be told. */
  | { readonly kind: 'buried'; readonly released: boolean };

/**
 * Ends a dead job. What was held for it is released if nothing was sent, spent if that is known, and in doubt
 * otherwise, in the record as in the ledger. Runs inside a transaction.
 */
export async function dropDeadJob(records: Records, dead: DeadJob, nowMs: number): Promise<Dropped> {
  const { id, job } = dead;
  if (job === undefined) return bury(records, dead, nowMs);
  const ended = isWorkOver(job.work)
    ? await withoutDelivery(records.ledger, job, nowMs)
    : await withoutWork(records.ledger, job, nowMs);
  await records.jobs.save({ ...ended, attempt: 0, ...stamp(job.history, 'dropped', nowMs) }, nowMs);
  await records.deadJobs.revive(id);
  await records.jobs.wake(id, nowMs);
  return { kind: 'ended', money: ended.money, isMemberTold: !isWorkOver(job.work) };
}

/** The engine then tells the member, and writes the money off that stays in doubt. */
async function withoutWork(ledger: Ledger, job: Job, nowMs: number): Promise<Job> {
  return {
    ...job,
    work: { stage: 'failed', failure: { code: 'job-dropped', facts: {} } },
    money: await endReservation(ledger, job, nowMs),
    delivery: newDelivery(job.delivery),
  };
}

/** The outcome stays; posting it or ending its money is what failed again and again. */
async function withoutDelivery(ledger: Ledger, job: Job, nowMs: number): Promise<Job> {
  const { delivery } = job;
  const isDelivered = delivery.state === 'done' || delivery.state === 'undeliverable';
  return {
    ...job,
    money: await endMoney(ledger, job, nowMs),
    delivery: isDelivered
      ? delivery
      : {
          state: 'undeliverable',
          round: delivery.state === 'none' ? 0 : delivery.round,
          failure: { code: 'job-dropped', facts: {} },
          atMs: nowMs,
        },
  };
}

async function endMoney(ledger: Ledger, job: Job, nowMs: number): Promise<Money> {
  const money = await endReservation(ledger, job, nowMs);
  if (money.state !== 'in-doubt') return money;
  const { reservation, amount } = money;
  await ledger.settle(reservation, amount, 'written-off', nowMs);
  return { state: 'settled', reservation, amount, basis: 'written-off' };
}

/** Without a record, only the stage tells whether AudioPod may have charged. */
async function bury(
  { ledger, deadJobs }: Records,
  { id, stage, open }: DeadJob,
  nowMs: number,
): Promise<Dropped> {
  const isFree = NEVER_SENT.has(stage);
  const end = (it: Reservation) =>
    isFree ? ledger.release(it.id, nowMs) : ledger.settle(it.id, it.amount, 'written-off', nowMs);
  for (const reservation of open) await end(reservation);
  await deadJobs.bury(id, nowMs);
  return { kind: 'buried', released: isFree };
}
