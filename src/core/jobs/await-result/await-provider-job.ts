import { accountOf } from '../../accounts/provider-account.ts';
import { isKeyRefused, type Job, type Submission } from '../../model/job/job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { findReplacementKey, noteKeyRejected, notifyRejectedKey } from './rejected-key.ts';

type Needs = Pick<JobDependencies, 'accounts' | 'clock' | 'notices' | 'notifyOwners' | 'store'>;

/**
 * How the wait for AudioPod ended: with a terminal answer, or without one. `refused`: overdue, and nobody knows how the
 * job is, because AudioPod refuses its key. Or it goes on with another key.
 */
export type ProviderEnd = ProviderJob | 'gone' | 'overdue' | 'refused' | { readonly replacingKeyId: string };

/**
 * Waits for AudioPod's last word on a job, showing its progress on the way.
 *
 * @throws the reason of the run's signal when the process drains, and what {@link accountOf} throws.
 */
export async function awaitProviderJob(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  deadlineMs: number,
): Promise<ProviderEnd> {
  using account = await accountOf(needs.accounts, context.job.keyId);
  const over = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<ProviderEnd>();
  const seconds = audioSeconds(context.job);
  let isRefused = false;
  // One after the other, and all of them before the outcome is recorded, which they would collide with.
  let noted = Promise.resolve();
  const note = (): Promise<void> => {
    noted = noted.then(() => noteKeyRejected(context, isRefused));
    return noted;
  };
  const heedRefusal = async (): Promise<void> => {
    const replacingKeyId = await findReplacementKey(
      context,
      needs,
      context.job,
      submission,
      AbortSignal.any([context.signal, over.signal]),
    );
    if (replacingKeyId !== undefined) resolve({ replacingKeyId });
    if (replacingKeyId !== undefined || over.signal.aborted) return;
    await note();
    // What is said now would stand in the place of the outcome otherwise.
    if (isRefused && !over.signal.aborted) await notifyRejectedKey(context, needs);
  };
  using _watch = account.watcher.watch(
    {
      service: submission.service,
      providerId: submission.providerId,
      tenant: context.job.origin.tenant,
      submittedAtMs: submission.submittedAtMs,
      ...(seconds === undefined ? {} : { audioSeconds: seconds }),
    },
    (seen) => {
      isRefused = false;
      if (seen.state !== 'pending' && seen.state !== 'processing') resolve(seen);
      else if (isKeyRefused(context.job.work)) void note().then(() => context.show(seen.progressPercent));
      else context.show(seen.progressPercent);
    },
    () => resolve('gone'),
    () => {
      isRefused = true;
      // Nobody waits for what is said; neither part of it throws.
      void heedRefusal();
    },
  );
  const stop = (): void => reject(context.signal.reason);
  context.signal.addEventListener('abort', stop, { once: true });
  const overdue = needs.clock.sleep(deadlineMs - needs.clock.now(), over.signal).then(
    () => resolve(isRefused ? 'refused' : 'overdue'),
    () => undefined,
  );
  try {
    if (context.signal.aborted) stop();
    return await promise;
  } finally {
    context.signal.removeEventListener('abort', stop);
    over.abort();
    await Promise.all([overdue, noted]);
  }
}

/** The length the watcher can time its first look by. */
function audioSeconds(job: Job): number | undefined {
  if (job.input?.kind === 'file') return job.input.durationMs / 1_000;
  return job.quote?.seconds;
}
