import { isCostOpen, type Job } from '../../model/job/job.ts';
import type { ActualCost, Money } from '../../model/money/job-money.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { subtract } from '../../model/money/money.ts';
import { totalCost } from '../../wallet/pricing/prices.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';

/** Ends a reservation that is still held after the work is over. */
export async function settle(
  context: JobContext,
  { clock }: Pick<JobDependencies, 'clock'>,
): Promise<StageResult> {
  const nowMs = clock.now();
  await context.transact('released', async (job, { ledger }) => ({
    ...job,
    money: await endReservation(ledger, job, nowMs),
  }));
  return 'continue';
}

/**
 * Ends a reservation for work that ends before its result was made or measured. The money is released if the
 * job never reached AudioPod; what AudioPod finished is spent. Otherwise AudioPod may or may not charge, and
 * the charge stays unconfirmed. Runs inside the transaction that stores the end of the work.
 *
 * @param job as it was before the end of its work.
 * @returns the money to store in its record.
 */
export async function endReservation(
  ledger: Pick<Ledger, 'doubt' | 'settle' | 'release'>,
  job: Job,
  nowMs: number,
): Promise<Money> {
  const { money, work, submissions } = job;
  const isAtProvider =
    work.stage === 'submitting' ||
    submissions.some((one) => one.state === 'watching') ||
    // After the backup its next part may have been submitted.
    (job.restoredAtMs !== undefined && work.stage === 'quoted');
  if (money.state === 'held' && isAtProvider) {
    await ledger.doubt(money.reservation, nowMs);
    return { ...money, state: 'in-doubt', sinceMs: nowMs };
  }
  return money.state === 'held' || isCostOpen(job) ? settleByCost(ledger, job, nowMs) : money;
}

/**
 * Ends a held or unconfirmed reservation by the job's cost so far: settles it if there is any, else releases
 * it. A finished job whose cost stays open costs what was reserved. Runs inside the transaction that stores
 * what the cost follows from.
 *
 * @returns the money to store in its record.
 */
export async function settleByCost(
  ledger: Pick<Ledger, 'settle' | 'release'>,
  job: Job,
  nowMs: number,
): Promise<Money> {
  const { money, submissions } = job;
  if (money.state !== 'held' && money.state !== 'in-doubt') return money;
  const { reservation, amount } = money;
  const known = submissions.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  const costs: readonly ActualCost[] = isCostOpen(job) ? [...known, { amount, basis: 'unmeasured' }] : known;
  if (costs.length === 0) {
    await ledger.release(reservation, nowMs);
    return { state: 'released', reservation, amount };
  }
  const spent = totalCost(costs);
  await ledger.settle(reservation, spent.amount, spent.basis, nowMs);
  const overshoot = spent.amount > amount ? { overshoot: subtract(spent.amount, amount) } : {};
  return { state: 'settled', reservation, ...spent, ...overshoot };
}
