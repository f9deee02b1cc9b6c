import type { Job } from '../../model/job/job.ts';
import type { Money } from '../../model/money/job-money.ts';
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
 * Ends a reservation for work that ends without AudioPod's final state. The money is released if the job
 * never reached AudioPod; if only earlier parts of it were finished, their cost is spent. Otherwise AudioPod
 * may or may not charge, and the charge stays unconfirmed. Runs inside the transaction that stores the end of
 * the work.
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
  if (money.state !== 'held') return money;
  if (work.stage === 'submitting' || submissions.some((one) => one.state === 'watching')) {
    await ledger.doubt(money.reservation, nowMs);
    return { ...money, state: 'in-doubt', sinceMs: nowMs };
  }
  return settleByCost(ledger, job, nowMs);
}

/**
 * Ends a held or unconfirmed reservation by the job's cost so far: settles it if there is any, else releases
 * it. Runs inside the transaction that stores the end of the work.
 *
 * @returns the money to store in its record.
 */
export async function settleByCost(
  ledger: Pick<Ledger, 'settle' | 'release'>,
  { money, submissions }: Job,
  nowMs: number,
): Promise<Money> {
  if (money.state !== 'held' && money.state !== 'in-doubt') return money;
  const { reservation, amount } = money;
  const costs = submissions.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  if (costs.length === 0) {
    await ledger.release(reservation, nowMs);
    return { state: 'released', reservation, amount };
  }
  const spent = totalCost(costs);
  await ledger.settle(reservation, spent.amount, spent.basis, nowMs);
  const overshoot = spent.amount > amount ? { overshoot: subtract(spent.amount, amount) } : {};
  return { state: 'settled', reservation, ...spent, ...overshoot };
}
