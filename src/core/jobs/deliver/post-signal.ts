import type { JobContext, JobDependencies } from '../context/job-context.ts';

const POST_DEADLINE_MS = 10 * 60_000;

/**
 * The signal for posting one message. Not the drain's: a message broken off half way may have arrived, and would
 * then be posted again by the next process. A job that is lost to another process is posted by that one.
 */
export function postSignal(context: JobContext, { clock }: Pick<JobDependencies, 'clock'>): AbortSignal {
  return AbortSignal.any([context.lost, clock.timeout(POST_DEADLINE_MS)]);
}
