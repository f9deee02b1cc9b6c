import type { Job, Money } from '../../model/job/job.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { subtract } from '../../model/money/money.ts';
import { totalCost } from '../../wallet/pricing/prices.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';

/** Ends the reservation that is still held for work that is over. */
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
 * Ends what is held when the work ends without AudioPod's last word: it is released when the job never got there, and
 * where an earlier part of it was finished, that much is spent. Otherwise nobody knows whether AudioPod charges, and the
 * money stays in doubt. Runs inside the transaction that records the end of the work.
 *
 * @param job as it was before the end of its work.
 * @returns what its record says of its money from then on.
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
 * Ends what is held or in doubt by what the job has cost so far: settled where something was spent, released where
 * nothing was. Runs inside the transaction that records the end of the work.
 *
 * @returns what its record says of its money from then on.
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
