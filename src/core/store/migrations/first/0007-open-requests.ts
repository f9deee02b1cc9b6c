import { type Kysely, sql } from 'kysely';

/** Keeps a request that was acknowledged beside its dedupe key until it is answered. */
export async function keepOpenRequests(db: Kysely<unknown>): Promise<void> {
  const seen = (): ReturnType<typeof db.schema.alterTable> => db.schema.alterTable('seen');
  await seen()
    .addColumn('claimed', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  for (const column of ['platform', 'payload'] as const) await seen().addColumn(column, 'text').execute();
  for (const column of ['received_at', 'taken_at', 'payload_until'] as const) {
    await seen().addColumn(column, 'bigint').execute();
  }
  await seen()
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('seen_open')
    .on('seen')
    .columns(['platform', 'taken_at'])
    .where(sql<boolean>`payload is not null`)
    .execute();
}
