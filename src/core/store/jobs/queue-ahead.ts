import { sql } from 'kysely';
import type { Job } from '../../model/job/job.ts';
import { MOST_AHEAD } from '../../model/job/stages.ts';
import type { QueueAhead } from '../../ports/store.ts';
import { QUEUED_OF } from '../database/indexed.ts';
import type { Database } from '../database/schema.ts';
import { type JobRecordParts, readOrReport } from './job-holds.ts';
import { JOB_ROW } from './job-row.ts';

/** The nearest tell enough of how long the queue takes, and reading all of a long one would cost too much. */
const MOST_READ = 20;

/** Returns what of the tenant is queued before a job. */
export async function queueAhead(
  db: Database,
  { id, createdAtMs, origin }: Job,
  parts: Pick<JobRecordParts, 'log' | 'sealing'>,
): Promise<QueueAhead> {
  const ahead = db
    .selectFrom('jobs')
    .where(QUEUED_OF, '=', origin.tenant)
    .where(sql<boolean>`(created_at, id) < (${createdAtMs}, ${id})`)
    // The order keeps PostgreSQL to the one index that has it.
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  const { jobs, of_member: ofMember } = await db
    .selectFrom(ahead.select('member').limit(MOST_AHEAD).as('ahead'))
    .select((eb) => [
      eb.fn.countAll<number>().as('jobs'),
      eb.fn.countAll<number>().filterWhere('member', '=', origin.member).as('of_member'),
    ])
    .executeTakeFirstOrThrow();
  if (jobs === 0) return { jobs, ofMember, services: [] };
  const rows = await ahead.select(JOB_ROW).limit(MOST_READ).execute();
  return { jobs, ofMember, services: rows.flatMap((row) => readOrReport(row, parts)?.request.service ?? []) };
}
