import { refuse } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import type { Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/**
 * The job whose id the path of the call names.
 *
 * @throws {ApiError} 404 when there is none, or it is another account's.
 */
export function jobOr404<Details>(jobs: ServiceJobs<Details>, call: Call): Job<Details> {
  const id = call.param('id');
  const job = /^\d+$/.test(id) ? jobs.find(Number(id)) : undefined;
  if (job === undefined || job.account !== call.account) throw refuse(404, 'Job not found');
  return job;
}
