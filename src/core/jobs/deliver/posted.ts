import type { Job, PostedBatch } from '../../model/job/job.ts';
import type { JobContext } from '../context/job-context.ts';

/** Which round of delivery a job is in. */
export function roundOf({ delivery }: Job): number {
  return delivery.state === 'none' ? 0 : delivery.round;
}

/** What of this round has arrived; empty before the first message. */
export function postedSoFar({ delivery }: Job): readonly PostedBatch[] {
  return delivery.state === 'partial' ? delivery.posted : [];
}

/** Records a message that has arrived, whatever it takes: forgetting it would post it again. */
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
