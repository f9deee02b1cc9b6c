import { quoteFor } from '../../wallet/prices.ts';
import type { Run, Step } from '../run.ts';

/** Works out the most that the job can cost. */
export async function quote(run: Run): Promise<Step> {
  await run.save('quoted', (job) =>
    job.input === undefined
      ? { ...job, work: { stage: 'input' } }
      : {
          ...job,
          attempt: 0,
          work: { stage: 'quoted' },
          quote: quoteFor(job.request, job.input, run.limits.perJob),
        },
  );
  return 'go-on';
}
