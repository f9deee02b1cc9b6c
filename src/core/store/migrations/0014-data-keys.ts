import { type Kysely, sql } from 'kysely';

/** Keeps the key that encrypts contents, and finds finished jobs whose records aren't encrypted yet. */
export async function createDataKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('data_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await sql`create index jobs_plain on jobs (id) where over = 1 and format < 7`.execute(db);
}
