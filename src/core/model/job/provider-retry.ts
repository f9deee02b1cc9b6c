import type { Job } from './job.ts';

/**
 * Returns what a retry of a failed job starts with.
 *
 * AudioPod retries failed music under the same id without a new charge (AudioPod API notes 2.5), but only if
 * AudioPod itself reported the failure and so refunded the money (notes 1.6). Money is still reserved for the
 * retry, because AudioPod may refuse it and the job is then submitted from the start.
 */
export function providerRetryOf(earlier: Job): Pick<Job, 'remakes' | 'keyId'> {
  const { request, work, money, submissions, remakes, keyId } = earlier;
  // Only the account it failed in knows the job.
  const account = keyId === undefined ? {} : { keyId };
  const isFree = money.state === 'released' || money.state === 'none';
  if (request.service !== 'music' || work.stage !== 'failed' || !isFree) return {};
  const last = submissions.at(-1);
  // A retry that never reached AudioPod passes its target on to the next retry.
  if (last === undefined) return remakes === undefined ? {} : { ...account, remakes };
  return last.state === 'failed' ? { ...account, remakes: last.providerId } : {};
}

/** Returns the job as one to submit from the start, with the money already reserved for it. */
export function withoutProviderRetry({ remakes, ...job }: Job): Job {
  if (remakes === undefined) return job;
  const { input: _none, ...begun } = job;
  return { ...begun, attempt: 0, work: { stage: 'input' } };
}
