import { type Kysely, type RawBuilder, sql } from 'kysely';

const QUEUED_OF = sql`(case when stage = 'received' and dead_at is null then tenant end)`;
const CONFIRMING_OF = sql`(case when stage = 'confirming' then tenant end)`;
const DUE_AT = sql`cast(case when held_by is null then wake_at end as bigint)`;

/**
 * Replaces the indexes of queued and of due jobs by ones of what is searched for itself, which both databases use
 * whatever they know of the table; see database/indexed.ts. Besides, adds one of jobs that wait for their price to be
 * confirmed.
 */
export async function indexWaiting(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, what: RawBuilder<unknown>, order: RawBuilder<unknown>) =>
    sql`create index ${sql.ref(name)} on jobs ((${what}), ${order}) where ${what} is not null`.execute(db);
  await index('jobs_queued', QUEUED_OF, sql`created_at, id`);
  await index('jobs_queued_of_member', QUEUED_OF, sql`member, created_at, id`);
  await index('jobs_free', DUE_AT, sql`id`);
  await index('jobs_confirming', CONFIRMING_OF, sql`member`);
  for (const former of ['jobs_in_line', 'jobs_in_line_of_member', 'jobs_due', 'jobs_ready']) {
    await db.schema.dropIndex(former).execute();
  }
}
