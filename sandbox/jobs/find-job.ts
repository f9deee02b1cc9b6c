import { refuse } from '../http/api-error.ts';
import type { Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/** @throws {ApiError} 404 when there is no such job. */
export function jobOr404<Details>(jobs: ServiceJobs<Details>, idText: string): Job<Details> {
  const job = /^\d+$/.test(idText) ? jobs.find(Number(idText)) : undefined;
  if (job === undefined) throw refuse(404, 'Job not found');
  return job;
}
