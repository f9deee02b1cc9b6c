import type { Job, PostedBatch } from '../../model/job/job.ts';
import type { JobContext } from '../context/job-context.ts';

/** Returns the job's delivery round. */
export function roundOf({ delivery }: Job): number {
  return delivery.state === 'none' ? 0 : delivery.round;
}

/** Returns the messages posted in this round; empty before the first one. */
export function postedSoFar({ delivery }: Job): readonly PostedBatch[] {
  return delivery.state === 'partial' ? delivery.posted : [];
}

/** Records a posted message, and retries until that is saved: losing it would post it again. */
export async function recordPosted(context: JobContext, batch: PostedBatch): Promise<void> {
  const round = roundOf(context.job);
  const posted = [...postedSoFar(context.job), batch];
  await context.save(
    'posted',
    (job) => ({ ...job, attempt: 0, delivery: { state: 'partial', round, posted } }),
    {
      insist: true,
    },
  );
}
