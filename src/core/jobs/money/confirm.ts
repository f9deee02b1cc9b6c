import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'clock' | 'folders' | 'observer'>;

/** How long a price can be confirmed. The text of the prompt states it too. */
const CONFIRM_WITHIN_MS = 15 * 60_000;

/**
 * Shows the price and waits for the caller's confirmation, which arrives through `MemberJobs`. Cancels the
 * job when none arrives in time.
 */
export async function confirm(context: JobContext, needs: Needs): Promise<StageResult> {
  if (context.job.work.stage !== 'confirming') return 'continue';
  const dueMs = context.job.work.sinceMs + CONFIRM_WITHIN_MS;
  if (needs.clock.now() < dueMs) {
    context.show();
    return { waitUntilMs: dueMs, mayWakeEarlier: true };
  }
  await context.save('not-confirmed', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'cancelled', reason: 'not-confirmed' },
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(context.job.request.service, 'cancelled');
  await needs.folders.removeTemp(context.job.id);
  return 'continue';
}
