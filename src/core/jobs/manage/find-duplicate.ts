import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../../model/errors.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { JobRequest } from '../../model/job/request.ts';
import type { JobRecords } from '../../ports/store.ts';

/** Within this time a repeated request counts as accidental, even if the first job is over already. */
const ASKED_TWICE_WITHIN_MS = 60_000;
/** How many of a member's latest jobs are searched. Far fewer are running, see `jobLimits`. */
const LATEST = 100;

/**
 * Refuses a request that repeats a job of the member. Inside a transaction that stays valid to its end: the
 * second of two concurrent requests sees the job of the first.
 *
 * @throws {BotError} `job-asked-already` naming that job.
 */
export async function refuseDuplicate(
  jobs: JobRecords,
  request: JobRequest,
  { tenant, member }: Origin,
  nowMs: number,
): Promise<void> {
  await jobs.lockTenant(tenant);
  const latest = await jobs.list({ tenant, member, limit: LATEST });
  const same = latest.find((one) => standsForRepeat(one, nowMs) && isDeepStrictEqual(one.request, request));
  if (same === undefined) return;
  throw new BotError('job-asked-already', 'The same job is under way', { facts: { job: same.id } });
}

/** Whether the work is over, or its response was lost and the member was offered to try again. */
export function hasOutcome(job: Job): boolean {
  return isWorkOver(job.work) || (job.work.stage === 'submitting' && job.money.state === 'in-doubt');
}

/** Whether a repeated request means this job: it has no outcome yet, or only just got a good one. */
export function standsForRepeat(job: Job, nowMs: number): boolean {
  if (!hasOutcome(job)) return true;
  return job.work.stage === 'encoded' && nowMs - job.createdAtMs < ASKED_TWICE_WITHIN_MS;
}
