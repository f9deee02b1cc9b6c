import { quoteFor } from '../../wallet/prices.ts';
import type { Run, Step } from '../run.ts';
import { closing } from './settle.ts';

/**
 * Works out the most that the job can cost. Money that is held already, because the work had to begin again, is
 * given back when it is not that much any more; it is then reserved anew.
 */
export async function quote(run: Run): Promise<Step> {
  const { request, input, money } = run.job;
  if (input === undefined) throw new Error(`Job ${run.job.id} has nothing to be priced`);
  const quoted = quoteFor(request, input, run.limits.perJob);
  const isStillRight = money.state === 'held' && money.amount === quoted.amount;
  const closed = isStillRight ? { money, options: {} } : closing(run);
  await run.save(
    'quoted',
    (job) => ({ ...job, attempt: 0, work: { stage: 'quoted' }, quote: quoted, money: closed.money }),
    closed.options,
  );
  return 'go-on';
}
