import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation } from '../money/settle.ts';

type Needs = Pick<JobDependencies, 'clock' | 'folders' | 'observer'>;

/** Ends a job that its member canceled before anything reached AudioPod. */
export async function cancel(context: JobContext, needs: Needs): Promise<StageResult> {
  const nowMs = needs.clock.now();
  await context.transact('cancelled', async (job, { ledger }) => ({
    ...job,
    attempt: 0,
    work: { stage: 'cancelled' },
    money: await endReservation(ledger, job, nowMs),
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(context.job.request.service, 'cancelled');
  await needs.folders.removeTemp(context.job.id);
  return 'continue';
}
