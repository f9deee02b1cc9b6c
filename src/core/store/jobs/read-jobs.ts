import type { Job } from '../../model/job/job.ts';
import type { Database } from '../database/schema.ts';
import { type JobRecordParts, readOrReport } from './job-holds.ts';
import { JOB_ROW } from './job-row.ts';

/** Fewer than either database accepts as parameters of one statement. */
const IDS_AT_ONCE = 1_000;

/** Reads the named jobs with one statement. One that can't be read has its id alone; one that's gone has nothing. */
export async function readJobs(
  db: Database,
  ids: readonly string[],
  parts: Pick<JobRecordParts, 'log' | 'sealing'>,
): Promise<ReadonlyMap<string, Job | undefined>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('jobs').select(JOB_ROW).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, readOrReport(row, parts)]));
}

/** Returns the current version of each named job that is stored. */
export async function readVersions(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const versions = new Map<string, number>();
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const some = ids.slice(at, at + IDS_AT_ONCE);
    const rows = await db.selectFrom('jobs').select(['id', 'version']).where('id', 'in', some).execute();
    for (const { id, version } of rows) versions.set(id, version);
  }
  return versions;
}
