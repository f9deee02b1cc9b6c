import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { settlementOf } from '../money/settle.ts';

/** Ends a job that its member stopped before anything reached AudioPod. */
export async function cancel(run: JobContext): Promise<StageResult> {
  const closed = settlementOf(run);
  await run.save(
    'cancelled',
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'cancelled' },
      money: closed.money,
      delivery: newDelivery(job.delivery),
    }),
    closed.options,
  );
  run.observer.jobOver(run.job.request.service, 'cancelled');
  await run.folders.removeTemp(run.job.id);
  return 'continue';
}
