import type { Job } from '../../model/job/job.ts';
import type { Log } from '../../ports/log.ts';
import type { Database } from '../database/schema.ts';
import { readOrReport } from './job-holds.ts';

/** Reads the named jobs with one statement. One that can't be read has its id alone; one that's gone has nothing. */
export async function readJobs(
  db: Database,
  ids: readonly string[],
  log: Log,
): Promise<ReadonlyMap<string, Job | undefined>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'record', 'version'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, readOrReport(row, log)]));
}
