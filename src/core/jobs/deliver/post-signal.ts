import type { JobContext, JobDependencies } from '../context/job-context.ts';

const POST_DEADLINE_MS = 10 * 60_000;

/**
 * Returns the signal for posting one message. Not the drain's: an aborted message may have arrived, and the
 * next process would then post it again. A job lost to another process is posted by that one.
 */
export function postSignal(context: JobContext, { clock }: Pick<JobDependencies, 'clock'>): AbortSignal {
  return AbortSignal.any([context.lost, clock.timeout(POST_DEADLINE_MS)]);
}
