import { BotError } from '../../model/errors.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { JobRecords } from '../../ports/store.ts';
import type { JobLimits } from '../context/job-context.ts';

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
