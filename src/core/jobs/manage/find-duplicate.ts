import { isDeepStrictEqual } from 'node:util';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { JobRequest } from '../../model/job/request.ts';
import type { JobRecords } from '../../ports/store.ts';

/** So soon after it began, a job that is asked for again was not meant twice, even if it is over already. */
const ASKED_TWICE_WITHIN_MS = 60_000;
/** Of a member's latest jobs. What is under way is far less, see the jobLimits on jobs at a time. */
const LATEST = 100;

/**
 * The member's job that asks exactly this and stands for whoever asks it now. Inside a transaction the answer holds to
 * its end: of two that ask at once the second one sees the job of the first.
 */
export async function findDuplicate(
  jobs: JobRecords,
  request: JobRequest,
  { tenant, member }: Origin,
  nowMs: number,
): Promise<Job | undefined> {
  await jobs.lockTenant(tenant);
  const latest = await jobs.list({ tenant, member, limit: LATEST });
  return latest.find((one) => standsForRepeat(one, nowMs) && isDeepStrictEqual(one.request, request));
}

/** The work has an end, or its answer was lost and the person was offered to try again. */
export function hasOutcome(job: Job): boolean {
  return isWorkOver(job.work) || (job.work.stage === 'submitting' && job.money.state === 'in-doubt');
}

/** Whether asking for the same again means this job: it has no outcome yet, or has had its good one for no time. */
export function standsForRepeat(job: Job, nowMs: number): boolean {
  if (!hasOutcome(job)) return true;
  return job.work.stage === 'encoded' && nowMs - job.createdAtMs < ASKED_TWICE_WITHIN_MS;
}
