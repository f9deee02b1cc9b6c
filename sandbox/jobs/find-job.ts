import { refuse } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import type { Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/**
 * Returns the job whose id is in the path of the call.
 *
 * @throws {ApiError} 404 when it does not exist or belongs to another account.
 */
export function jobOr404<Details>(jobs: ServiceJobs<Details>, call: Call): Job<Details> {
  const id = call.param('id');
  const job = /^\d+$/.test(id) ? jobs.find(Number(id)) : undefined;
  if (job === undefined || job.account !== call.account) throw refuse(404, 'Job not found');
  return job;
}
