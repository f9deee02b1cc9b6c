import type { Job } from '../job.ts';
import type { Run, SaveOptions, Step } from '../run.ts';

/** What becomes of the money, and the ledger entry that belongs to it. */
export interface Closing {
  readonly money: Job['money'];
  readonly options: SaveOptions;
}

/** Closes what is still held for work that is over. */
export async function settle(run: Run): Promise<Step> {
  const closed = closing(run);
  await run.save('released', (job) => ({ ...job, money: closed.money }), closed.options);
  return 'go-on';
}

/**
 * What becomes of a hold when the work ends without AudioPod's last word: it is given back when the job never
 * got there. Otherwise nobody knows whether AudioPod charges, and the money stays in doubt.
 */
export function closing(run: Run): Closing {
  const { money, work, submissions } = run.job;
  if (money.state !== 'held') return { money, options: {} };
  const { reservation, amount } = money;
  const nowMs = run.clock.now();
  if (work.stage === 'submitting' || submissions.length > 0) {
    return {
      money: { ...money, state: 'in-doubt', sinceMs: nowMs },
      options: { within: ({ ledger }) => ledger.doubt(reservation, nowMs) },
    };
  }
  return {
    money: { state: 'released', reservation, amount },
    options: { within: ({ ledger }) => ledger.release(reservation, nowMs) },
  };
}
