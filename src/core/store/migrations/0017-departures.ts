import type { Kysely } from 'kysely';

/** Keeps which tenants the bot was removed from, and which voices are still to be deleted at AudioPod. */
export async function keepDepartures(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('departures')
    .addColumn('tenant', 'text', (column) => column.primaryKey())
    .addColumn('left_at', 'bigint')
    .addColumn('back_at', 'bigint')
    .execute();
  await db.schema.createIndex('departures_by_time').on('departures').column('left_at').execute();
  await db.schema
    .createTable('unwanted_voices')
    .addColumn('voice_id', 'text', (column) => column.primaryKey())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .execute();
}
