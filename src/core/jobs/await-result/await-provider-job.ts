import { accountOf } from '../../accounts/provider-account.ts';
import { isKeyRefused, type Job, type Submission } from '../../model/job/job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import type { Watcher } from '../../watcher/watcher.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { lateAtMs } from './deadlines.ts';
import { findReplacementKey, noteKeyRejected, notifyRejectedKey } from './rejected-key.ts';
import { timeLeftOf } from './time-left.ts';

type Needs = Pick<JobDependencies, 'accounts' | 'changes' | 'clock' | 'notices' | 'notifyOwners' | 'store'>;

/**
 * Why AudioPod's job has no known end. `refused`: overdue, and its state is unknown because AudioPod rejects the
 * key.
 */
export type Unresolved = 'gone' | 'overdue' | 'refused';

/**
 * How the wait for AudioPod ended: with a final state, or without one. `changed`: the record was changed from
 * outside. `replacingKeyId`: the job continues with another key. `watchedBy`: it did not begin, because another
 * process watches all jobs of the key.
 */
export type ProviderEnd =
  | ProviderJob
  | Unresolved
  | 'changed'
  | { readonly replacingKeyId: string }
  | { readonly watchedBy: string };

/**
 * Waits for AudioPod's final state of a job, and shows its progress.
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
  const { watcher } = account;
  const watchedBy = await watcher.claim(context.heldBy);
  if (watchedBy !== undefined) return { watchedBy };
  const over = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<ProviderEnd>();
  const seconds = audioSeconds(context.job);
  let isRefused = false;
  // One after the other, and all before the outcome is stored, which they would conflict with.
  let noted = Promise.resolve();
  const note = (): Promise<void> => {
    noted = noted.then(() => noteKeyRejected(context, isRefused));
    return noted;
  };
  const handleRejection = async (): Promise<void> => {
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
    // A notice sent after the job is over would replace its outcome.
    if (isRefused && !over.signal.aborted) await notifyRejectedKey(context, needs);
  };
  const expected = watcher.expect({
    service: submission.service,
    ...(seconds === undefined ? {} : { audioSeconds: seconds }),
  });
  const timeLeft = timeLeftOf(context.job, submission, expected, needs.clock);
  let percent: number | undefined;
  const show = (): void => context.show(percent, timeLeft.seconds());
  using _watch = watcher.watch(
    {
      service: submission.service,
      providerId: submission.providerId,
      tenant: context.job.origin.tenant,
      // Not in the future, or the first look would wait until then: the clock may have been set back since.
      submittedAtMs: Math.min(submission.submittedAtMs, needs.clock.now()),
      isHeld: context.isHeld,
      lateAtMs: lateAtMs(submission, seconds),
      ...(seconds === undefined ? {} : { audioSeconds: seconds }),
    },
    (seen) => {
      isRefused = false;
      if (seen.state !== 'pending' && seen.state !== 'processing') resolve(seen);
      else {
        percent = seen.progressPercent;
        if (isKeyRefused(context.job.work)) void note().then(show);
        else show();
      }
    },
    () => resolve('gone'),
    () => {
      isRefused = true;
      // Not awaited: neither part of it throws.
      void handleRejection();
    },
  );
  using _changes = needs.changes.listen({
    id: context.job.id,
    version: () => context.job.version,
    onChange: () => resolve('changed'),
  });
  const told = timeLeft.follow(show, over.signal);
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
    await Promise.all([overdue, noted, told]);
    // Before the job is released: the process that takes it must find the key free.
    if (context.signal.aborted) await giveUp(context, watcher);
  }
}

async function giveUp(context: JobContext, watcher: Pick<Watcher, 'giveUp'>): Promise<void> {
  await watcher.giveUp().catch((error: unknown) => context.log.warn({ error }, 'watch-not-given-up'));
}

/** Returns the length of a job's audio, which tells how long it takes; `undefined` for a link. */
export function audioSeconds(job: Job): number | undefined {
  if (job.input?.kind === 'file') return job.input.durationMs / 1_000;
  return job.quote?.seconds;
}
