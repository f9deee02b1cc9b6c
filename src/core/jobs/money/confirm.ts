import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';

/** How long a price stays on offer. The words about it say so too. */
const CONFIRM_WITHIN_MS = 15 * 60_000;

/** Shows the price and waits for the word of whoever asked. It comes through the desk, or the job is given up. */
export async function confirm(run: JobContext): Promise<StageResult> {
  if (run.job.work.stage !== 'confirming') return 'continue';
  const dueMs = run.job.work.sinceMs + CONFIRM_WITHIN_MS;
  if (run.clock.now() < dueMs) {
    run.show();
    return { waitUntilMs: dueMs };
  }
  await run.save('not-confirmed', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'cancelled', reason: 'not-confirmed' },
    delivery: newDelivery(job.delivery),
  }));
  run.observer.jobOver(run.job.request.service, 'cancelled');
  await run.folders.removeTemp(run.job.id);
  return 'continue';
}
