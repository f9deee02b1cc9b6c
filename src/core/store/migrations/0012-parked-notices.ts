import { type Kysely, sql } from 'kysely';

/** Keeps whose job stopped without their knowing. Those that stopped before this release are told as well. */
export async function tellOfParkedJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('jobs').addColumn('dead_tell_at', 'bigint').execute();
  await db.schema
    .createIndex('jobs_to_tell')
    .on('jobs')
    .column('dead_tell_at')
    .where(sql.ref('dead_tell_at'), 'is not', null)
    .execute();
  await sql`update jobs set dead_tell_at = dead_at where dead_at is not null`.execute(db);
}
