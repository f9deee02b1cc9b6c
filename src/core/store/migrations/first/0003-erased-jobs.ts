import type { Kysely } from 'kysely';

/** Adds to jobs whether their contents were erased. */
export async function markErasedJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('jobs')
    .addColumn('erased', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
