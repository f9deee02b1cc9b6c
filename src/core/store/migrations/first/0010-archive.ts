import { type Kysely, sql } from 'kysely';

/** Creates the tables of what remains of old reservations: their sums. */
export async function createArchive(db: Kysely<unknown>): Promise<void> {
  const amount = (name: string) => sql`${sql.ref(name)} >= 0`;
  await db.schema
    .createTable('archived_spending')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('basis', 'text', (column) => column.notNull())
    .addColumn('jobs', 'bigint', (column) => column.notNull().check(amount('jobs')))
    .addColumn('amount', 'bigint', (column) => column.notNull().check(amount('amount')))
    .addColumn('spent', 'bigint', (column) => column.notNull().check(amount('spent')))
    .addColumn('overshoot', 'bigint', (column) => column.notNull().check(amount('overshoot')))
    .addPrimaryKeyConstraint('archived_spending_key', [
      'scope',
      'subject',
      'period',
      'tenant',
      'service',
      'basis',
    ])
    .execute();
  await db.schema
    .createIndex('archived_spending_of_tenant')
    .on('archived_spending')
    .columns(['tenant', 'period'])
    .where(sql.ref('scope'), '=', sql`'member-day'`)
    .execute();
  await db.schema
    .createIndex('archived_spending_days')
    .on('archived_spending')
    .column('period')
    .where(sql`length(period)`, '=', 10)
    .execute();
  await db.schema
    .createTable('archived_entries')
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('basis', 'text', (column) => column.notNull())
    .addColumn('own_key', 'integer', (column) => column.notNull())
    .addColumn('entries', 'bigint', (column) => column.notNull().check(amount('entries')))
    .addColumn('amount', 'bigint', (column) => column.notNull().check(amount('amount')))
    .addPrimaryKeyConstraint('archived_entries_key', ['month', 'kind', 'basis', 'own_key'])
    .execute();
}
