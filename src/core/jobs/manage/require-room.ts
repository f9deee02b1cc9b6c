import { BotError } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { JobRecords } from '../../ports/store.ts';
import { roundWait } from '../../text/format-length.ts';
import type { JobLimits } from '../context/job-context.ts';
import type { QueuePlace } from '../context/queue-place.ts';

/**
 * Checks that the member's queue has room for one more job, before anything is fetched for it. Inside a
 * transaction the result stays valid to its end, so concurrent requests can't exceed the limit together.
 *
 * @throws {BotError} `queue-full` with `max`.
 */
export async function requireRoom(
  jobs: Pick<JobRecords, 'lockTenant' | 'waitingOf'>,
  { tenant, member }: Pick<Origin, 'tenant' | 'member'>,
  { maxWaitingJobs: max }: Pick<JobLimits, 'maxWaitingJobs'>,
): Promise<void> {
  await jobs.lockTenant(tenant);
  if ((await jobs.waitingOf({ tenant, member })) < max) return;
  throw new BotError('queue-full', 'Too many jobs of the member are waiting', { facts: { max } });
}

/**
 * Adds to the refusal of a full queue in how long the first of the member's queued jobs probably starts, if that is
 * known.
 *
 * @throws {BotError} what `store` throws; `queue-full` with `startsInSeconds`.
 */
export async function tellingWhen<T>(
  store: () => Promise<T>,
  { tenant, member }: Pick<Origin, 'tenant' | 'member'>,
  needs: {
    readonly jobs: Pick<JobRecords, 'list'>;
    readonly jobLimits: Pick<JobLimits, 'maxWaitingJobs'>;
    readonly placeInLine: (job: Job) => Promise<QueuePlace>;
  },
): Promise<T> {
  try {
    return await store();
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'queue-full') throw error;
    const newest = await needs.jobs.list({ tenant, member, limit: needs.jobLimits.maxWaitingJobs });
    const first = newest.findLast(({ work }) => work.stage === 'received');
    const { startsInMs } = first === undefined ? {} : await needs.placeInLine(first);
    if (startsInMs === undefined) throw error;
    const facts = { ...error.facts, startsInSeconds: roundWait(startsInMs) };
    throw new BotError('queue-full', error.message, { facts, cause: error });
  }
}
