import { readCount, readPage } from '../http/paging.ts';
import type { Call } from '../http/route.ts';
import type { Job } from './job.ts';
import type { ServiceJobs } from './service-jobs.ts';

/** How a list differs from the usual one. */
export interface ListOptions<Details> {
  /** The service's parameter for the number of jobs to skip; default `skip` (AudioPod API notes 1.4). */
  readonly from?: 'skip' | 'offset';
  /** Additional filters of this service. */
  readonly keeps?: (job: Job<Details>) => boolean;
}

/** One page of a service's jobs. */
export interface JobPage<Details> {
  readonly jobs: readonly Job<Details>[];
  /** The number of jobs on all pages together. */
  readonly total: number;
  readonly hasMore: boolean;
}

/**
 * Returns the account's jobs that match a list request, newest first. `status` matches in either letter case.
 */
export function listJobs<Details>(
  all: ServiceJobs<Details>,
  { query, account }: Pick<Call, 'query' | 'account'>,
  { from = 'skip', keeps = () => true }: ListOptions<Details> = {},
): JobPage<Details> {
  const { limit } = readPage(query);
  // One official client sends `skip` to every service.
  const skip = readCount(query, query.has(from) ? from : 'skip', { fallback: 0, min: 0, max: 1_000_000 });
  const status = query.get('status')?.toUpperCase();
  const wanted = all.all.filter(
    (job) => job.account === account && (status === undefined || job.state.status === status) && keeps(job),
  );
  const jobs = wanted.slice(skip, skip + limit);
  return { jobs, total: wanted.length, hasMore: skip + jobs.length < wanted.length };
}
