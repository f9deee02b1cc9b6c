import type { Kysely } from 'kysely';

/** Adds which process watches which AudioPod key, and when a duty of all processes was last done. */
export async function createWatches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('watch_holds')
    .addColumn('key_id', 'text', (column) => column.primaryKey())
    .addColumn('held_by', 'text')
    .addColumn('reads_full_at', 'bigint')
    .execute();
  await db.schema
    .createTable('duties')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('done_at', 'bigint', (column) => column.notNull())
    .execute();
}
