import { refuse } from '../http/api-error.ts';
import type { Call } from '../http/route.ts';
import { jobOr404 } from './find-job.ts';
import type { Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/**
 * Retries the job named in the call.
 *
 * @throws {ApiError} 404 when there is no such job, 400 when it did not fail.
 */
export function retryJob<Details>(jobs: ServiceJobs<Details>, call: Call): Job<Details> {
  const job = jobOr404(jobs, call);
  if (!jobs.retry(job.id, call)) throw refuse(400, 'Only a failed job can be retried');
  return job;
}
