import { sql } from 'kysely';
import type { Job } from '../../model/job/job.ts';
import type { Log } from '../../ports/log.ts';
import type { QueueAhead } from '../../ports/store.ts';
import type { Database } from '../database/schema.ts';
import { readOrReport } from './job-holds.ts';
import { JOB_ROW } from './job-row.ts';

/** The nearest tell enough of how long the queue takes, and reading all of a long one would cost too much. */
const MOST_READ = 20;

/** Returns what of the tenant is queued before a job. */
export async function queueAhead(
  db: Database,
  { id, createdAtMs, origin }: Job,
  log: Log,
): Promise<QueueAhead> {
  const ahead = db
    .selectFrom('jobs')
    .where('tenant', '=', origin.tenant)
    // A literal, because neither database uses a partial index for a parameter.
    .where((eb) => eb('stage', '=', sql.lit('received')))
    .where((eb) =>
      eb.or([
        eb('created_at', '<', createdAtMs),
        eb.and([eb('created_at', '=', createdAtMs), eb('id', '<', id)]),
      ]),
    );
  const { jobs, of_member: ofMember } = await ahead
    .select((eb) => [
      eb.fn.countAll<number>().as('jobs'),
      eb.fn.countAll<number>().filterWhere('member', '=', origin.member).as('of_member'),
    ])
    .executeTakeFirstOrThrow();
  if (jobs === 0) return { jobs, ofMember, services: [] };
  const rows = await ahead
    .select(JOB_ROW)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_READ)
    .execute();
  return { jobs, ofMember, services: rows.flatMap((row) => readOrReport(row, log)?.request.service ?? []) };
}
