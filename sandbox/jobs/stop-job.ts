import { refuse } from '../http/api-error.ts';
import type { SettingsHolder } from '../settings.ts';
import { isTerminal, type Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/** What stopping a job depends on. */
interface StopDeps<Details> {
  readonly jobs: ServiceJobs<Details>;
  readonly settings: SettingsHolder;
}

/**
 * Deletes a job. A running one costs nothing, or all that was reserved, as the settings say.
 *
 * @throws {ApiError} 409 for a running job if the settings refuse that.
 */
export async function removeJob<Details>(deps: StopDeps<Details>, job: Job<Details>): Promise<void> {
  requireStoppable(deps, job);
  await deps.jobs.remove(job.id, deps.settings.current.stoppedJobs === 'charged' ? 'charged' : 'released');
}

/** Cancels a job, which then costs nothing; one that has ended stays as it is. @throws as {@link removeJob}. */
export function cancelJob<Details>(deps: StopDeps<Details>, job: Job<Details>): Job<Details> {
  requireStoppable(deps, job);
  deps.jobs.cancel(job.id);
  return job;
}

function requireStoppable<Details>({ settings }: StopDeps<Details>, job: Job<Details>): void {
  if (settings.current.stoppedJobs !== 'refused' || isTerminal(job.state)) return;
  throw refuse(409, 'A running job cannot be stopped');
}
