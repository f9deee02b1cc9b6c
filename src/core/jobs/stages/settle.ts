import type { Job } from '../job.ts';
import type { Run, SaveOptions, Step } from '../run.ts';

/** Gives back what is still held for work that ended without reaching AudioPod. */
export async function settle(run: Run): Promise<Step> {
  const released = releasing(run);
  await run.save('released', (job) => ({ ...job, money: released.money }), released.options);
  return 'go-on';
}

/** The money of a job whose hold is given back, and the ledger entry that belongs to it. */
export function releasing(run: Run): { readonly money: Job['money']; readonly options: SaveOptions } {
  const { money } = run.job;
  if (money.state !== 'held') return { money, options: {} };
  const { reservation, amount } = money;
  return {
    money: { state: 'released', reservation, amount },
    options: { within: ({ ledger }) => ledger.release(reservation, run.clock.now()) },
  };
}
