import { accountOf } from '../../accounts/provider-account.ts';
import { readProviderJob } from '../../accounts/read-provider-job.ts';
import { stopProviderJob } from '../../accounts/stop-provider-job.ts';
import { AudioPodError } from '../../audiopod/transport/audiopod-error.ts';
import type { Submission } from '../../model/job/job.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import { isTerminal } from '../../watcher/watched-job.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { audioSeconds, awaitProviderJob } from './await-provider-job.ts';
import { followEnd, submissionOf } from './await-result.ts';
import { deadlineOf, lateAtMs } from './deadlines.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'changes' | 'clock' | 'notices' | 'notifyOwners' | 'observer' | 'releaseKey' | 'store'
>;

const STOP_DEADLINE_MS = 60_000;

/**
 * Has AudioPod stop a job that its member canceled, and settles the money by what AudioPod reports then. What it
 * can't stop is watched to its end, because it costs until then; a result that is made meanwhile stays available.
 */
export async function withdraw(context: JobContext, needs: Needs): Promise<StageResult> {
  context.show();
  const submission = submissionOf(context);
  const late = lateAtMs(submission, audioSeconds(context.job));
  const { atMs } = deadlineOf({ work: { stage: 'watching' } }, submission, late, needs.clock.now());
  const end = await context.parked(
    async () =>
      (await stopThere(context, needs, submission)) ??
      (await awaitProviderJob(context, needs, submission, atMs)),
  );
  if (typeof end === 'object' && 'watchedBy' in end) return { handOverTo: end.watchedBy };
  if (end === 'changed') await context.save('change-noticed', (job) => job);
  else await followEnd(context, needs, submission, end);
  return 'continue';
}

/** Returns how the job ended; `undefined` while AudioPod still works on it. */
async function stopThere(
  context: JobContext,
  needs: Needs,
  { service, providerId }: Submission,
): Promise<ProviderJob | 'gone' | undefined> {
  const signal = AbortSignal.any([context.signal, needs.clock.timeout(STOP_DEADLINE_MS)]);
  using account = await accountOf(needs.accounts, context.job.keyId);
  const { audiopod } = account;
  const read = (): Promise<ProviderJob | 'gone'> =>
    readProviderJob(audiopod, service, providerId, signal).catch((error: unknown) => {
      if (error instanceof AudioPodError && error.code === 'audiopod-not-found') return 'gone';
      throw error;
    });
  const before = await read();
  // A single "not found" proves nothing about a job that is new.
  if (before === 'gone') return undefined;
  if (isTerminal(before.state)) return before;
  await context.requireHeld();
  if (!(await stopProviderJob(audiopod, service, providerId, signal))) return undefined;
  const after = await read();
  return after === 'gone' || isTerminal(after.state) ? after : undefined;
}
