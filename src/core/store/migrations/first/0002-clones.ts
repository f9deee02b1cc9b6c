import { type Kysely, sql } from 'kysely';

/** Creates the table of cloned voices. */
export async function createClones(db: Kysely<unknown>): Promise<void> {
  // No reference to the job: its record is removed after a while, and the voice stays.
  await db.schema
    .createTable('clones')
    .addColumn('job_id', 'text', (column) => column.primaryKey())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('member', 'text', (column) => column.notNull())
    .addColumn('voice_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('consent_member', 'text', (column) => column.notNull())
    .addColumn('consent_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('making', 'ready')`))
    .execute();
  await db.schema.createIndex('clones_of_tenant').on('clones').columns(['tenant', 'name']).execute();
}
