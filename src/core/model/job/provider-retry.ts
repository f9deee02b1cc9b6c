import type { Job } from './job.ts';

/**
 * Returns what a retry of a failed job starts with: AudioPod makes failed music again under its own id, without a new charge
 * (AudioPod API notes 2.5). Only where AudioPod itself said that it failed, and so gave the money back (notes 1.6). Money
 * is reserved for the retry all the same, because AudioPod may refuse and the job then be submitted from the start.
 */
export function providerRetryOf(earlier: Job): Pick<Job, 'remakes' | 'keyId'> {
  const { request, work, money, submissions, remakes, keyId } = earlier;
  // It is known in the account that it failed in, and in no other.
  const account = keyId === undefined ? {} : { keyId };
  const isFree = money.state === 'released' || money.state === 'none';
  if (request.service !== 'music' || work.stage !== 'failed' || !isFree) return {};
  const last = submissions.at(-1);
  // One that never got as far as AudioPod leaves its own errand to the next.
  if (last === undefined) return remakes === undefined ? {} : { ...account, remakes };
  return last.state === 'failed' ? { ...account, remakes: last.providerId } : {};
}

/** Returns the job as one that is submitted from the start, on the money that is reserved for it. */
export function withoutProviderRetry({ remakes, ...job }: Job): Job {
  if (remakes === undefined) return job;
  const { input: _none, ...begun } = job;
  return { ...begun, attempt: 0, work: { stage: 'input' } };
}
