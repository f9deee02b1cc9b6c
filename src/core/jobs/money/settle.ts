import type { Job } from '../../model/job/job.ts';
import { type MicroDollars, subtract } from '../../model/money/money.ts';
import { totalCost } from '../../wallet/pricing/prices.ts';
import type { JobContext, SaveOptions, StageResult } from '../context/job-context.ts';

/** What becomes of the money, and the ledger entry that belongs to it. */
export interface Settlement {
  readonly money: Job['money'];
  readonly options: SaveOptions;
}

/** Closes what is still held for work that is over. */
export async function settle(run: JobContext): Promise<StageResult> {
  const closed = settlementOf(run);
  await run.save('released', (job) => ({ ...job, money: closed.money }), closed.options);
  return 'continue';
}

/**
 * What becomes of a hold when the work ends without AudioPod's last word: it is given back when the job never
 * got there, and where a first part of it did and was finished, that much is spent. Otherwise nobody knows whether
 * AudioPod charges, and the money stays in doubt.
 */
export function settlementOf(run: JobContext): Settlement {
  const { money, work, submissions } = run.job;
  if (money.state !== 'held') return { money, options: {} };
  const { reservation, amount } = money;
  const nowMs = run.clock.now();
  if (work.stage === 'submitting' || submissions.some((one) => one.state === 'watching')) {
    return {
      money: { ...money, state: 'in-doubt', sinceMs: nowMs },
      options: { within: ({ ledger }) => ledger.doubt(reservation, nowMs) },
    };
  }
  return endOf(run.job, reservation, amount, nowMs);
}

/**
 * Ends a reservation by what its job has cost so far: spent where something was, given back where nothing was.
 *
 * @param amount that was reserved.
 */
export function endOf(job: Job, reservation: string, amount: MicroDollars, nowMs: number): Settlement {
  const costs = job.submissions.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  if (costs.length > 0) {
    const spent = totalCost(costs);
    const over = spent.amount > amount ? { overshoot: subtract(spent.amount, amount) } : {};
    return {
      money: { state: 'settled', reservation, ...spent, ...over },
      options: { within: ({ ledger }) => ledger.settle(reservation, spent.amount, spent.basis, nowMs) },
    };
  }
  return {
    money: { state: 'released', reservation, amount },
    options: { within: ({ ledger }) => ledger.release(reservation, nowMs) },
  };
}
