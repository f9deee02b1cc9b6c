import { type Kysely, sql } from 'kysely';

/**
 * Adds what holds jobs: processes instead of leases, and who holds which job. The lease columns stay for one
 * release, so that its processes can still run beside this one's; see jobs/older-release.ts.
 * release, so that its processes can still run beside this one's; see holds/older-release.ts.
 */
export async function createHolds(db: Kysely<unknown>): Promise<void> {
  const jobs = (): ReturnType<typeof db.schema.alterTable> => db.schema.alterTable('jobs');
  for (const column of ['format', 'epoch', 'attempts_failed'] as const) {
    await jobs()
      .addColumn(column, 'integer', (definition) => definition.notNull().defaultTo(0))
      .execute();
  }
  await jobs().addColumn('held_by', 'text').execute();
  await jobs().addColumn('dead_at', 'bigint').execute();
  await jobs().addColumn('dead_reason', 'text').execute();
  const index = (name: string) => db.schema.createIndex(name).on('jobs');
  await index('jobs_ready')
    .columns(['wake_at', 'id'])
    .where(sql<boolean>`wake_at is not null and held_by is null`)
    .execute();
  await index('jobs_held').column('held_by').where(sql.ref('held_by'), 'is not', null).execute();
  await index('jobs_dead').columns(['dead_at', 'id']).where(sql.ref('dead_at'), 'is not', null).execute();
  await index('jobs_in_line_of_member')
    .columns(['tenant', 'member', 'created_at', 'id'])
    .where(sql.ref('stage'), '=', 'received')
    .execute();
  await db.schema
    .createTable('processes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('alive_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('clock_readings')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('unsure_until', 'bigint')
    .execute();
}
