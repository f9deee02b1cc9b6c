import type { Job } from '../../model/job/job.ts';
import { MOST_AHEAD } from '../../model/job/stages.ts';
import type { JobRecords } from '../../ports/store.ts';
import type { Watcher } from '../../watcher/watcher.ts';
import type { JobLimits } from './job-context.ts';

/** Where a job stands in its queue. */
export interface QueuePlace {
  /** How many jobs of the same tenant are queued ahead of it, up to `MOST_AHEAD`; 0 for an admitted job. */
  readonly before: number;
  /** In how long it probably starts; absent until enough was learned, and in a longer queue. */
  readonly startsInMs?: number;
}

/** What the place of a job depends on. */
export interface QueueFigures {
  readonly jobs: Pick<JobRecords, 'waitingBefore'>;
  readonly jobLimits: Pick<JobLimits, 'maxJobsPerTenant' | 'maxJobsPerMember'>;
  readonly usualMs: Watcher['usualMs'];
}

/**
 * Returns where a job stands in its queue, and how long that takes: as if all slots were taken, and every job took
 * the usual time of its service. Its member's own limit may hold it up for longer than the queue.
 */
export async function queuePlaceOf(
  { jobs, jobLimits: { maxJobsPerTenant, maxJobsPerMember }, usualMs }: QueueFigures,
  job: Job,
): Promise<QueuePlace> {
  if (job.work.stage !== 'received') return { before: 0 };
  const { jobs: before, ofMember, services } = await jobs.waitingBefore(job);
  // Of a longer queue only its nearest jobs are known.
  if (before >= MOST_AHEAD) return { before };
  const known = (before > 0 ? services : [job.request.service]).flatMap((service) => usualMs(service) ?? []);
  if (known.length === 0) return { before };
  const meanMs = known.reduce((sum, ms) => sum + ms, 0) / known.length;
  const rounds = Math.max((before + 1) / maxJobsPerTenant, (ofMember + 1) / maxJobsPerMember);
  return { before, startsInMs: rounds * meanMs };
}
