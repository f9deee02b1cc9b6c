import { BotError } from '../../model/errors.ts';
import type { Submission } from '../../model/job/job.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { announce } from './announce.ts';
import { audioSeconds, awaitProviderJob, type ProviderEnd } from './await-provider-job.ts';
import { deadlineOf, lateAtMs } from './deadlines.ts';
import { recordEnd } from './record-end.ts';
import { replaceKey } from './rejected-key.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'changes' | 'clock' | 'notices' | 'notifyOwners' | 'observer' | 'releaseKey' | 'store'
>;

/**
 * Waits until AudioPod ends the job, and settles the money in the transaction that records it. Only where the
 * length of the result is needed for that, the money stays held until the result is collected. A job that takes
 * longer than such work should is watched on, more slowly, for a day.
 */
export async function watch(
  context: JobContext,
  needs: Needs & Pick<JobDependencies, 'platform'>,
): Promise<StageResult> {
  await announce(context, needs);
  context.show();
  const submission = submissionOf(context);
  const late = lateAtMs(submission, audioSeconds(context.job));
  const deadline = deadlineOf(context.job, submission, late, needs.clock.now());
  const end = await context.parked(() => awaitProviderJob(context, needs, submission, deadline.atMs));
  if (typeof end === 'object' && 'watchedBy' in end) return { handOverTo: end.watchedBy };
  if (end === 'changed') await context.save('change-noticed', (job) => job);
  else if (isOverdue(end) && !deadline.isFinal) await noteLate(context, needs);
  else await followEnd(context, needs, submission, end);
  return 'continue';
}

/** Returns the submission that a job waits for. */
export function submissionOf({ job }: Pick<JobContext, 'job'>): Submission {
  const submission = job.submissions.at(-1);
  if (submission === undefined) throw new BotError('internal', 'A watched job has no submission');
  return submission;
}

/** Records how the wait ended, or goes on with another key. */
export async function followEnd(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  end: Exclude<ProviderEnd, 'changed' | { readonly watchedBy: string }>,
): Promise<void> {
  if (typeof end === 'object' && 'replacingKeyId' in end)
    await replaceKey(context, needs, end.replacingKeyId);
  else await recordEnd(context, needs, submission, end);
}

function isOverdue(end: ProviderEnd): boolean {
  return end === 'overdue' || end === 'refused';
}

/** Records that the job is late, which the next progress tells the member, once. */
async function noteLate(context: JobContext, { clock }: Pick<Needs, 'clock'>): Promise<void> {
  const lateSinceMs = clock.now();
  await context.save('late', (job) =>
    job.work.stage === 'watching' ? { ...job, work: { ...job.work, lateSinceMs } } : job,
  );
}
