import { type Kysely, sql } from 'kysely';

/** Creates the tables of rules and own keys, and adds debts and payers to the ledger. */
export async function createRules(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rules')
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('rule_changes')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('member', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('after', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('rule_changes_by_time')
    .on('rule_changes')
    .columns(['subject', 'at', 'id'])
    .execute();
  for (const column of ['overshoot', 'debt'] as const) {
    await db.schema
      .alterTable('scope_counters')
      .addColumn(column, 'bigint', (definition) =>
        definition
          .notNull()
          .defaultTo(0)
          .check(sql`${sql.ref(column)} >= 0`),
      )
      .execute();
  }
  await db.schema.alterTable('scope_counters').addColumn('capped_at', 'bigint').execute();
  for (const column of ['tenant', 'member', 'service'] as const) {
    await db.schema
      .alterTable('reservations')
      .addColumn(column, 'text', (definition) => definition.notNull().defaultTo(''))
      .execute();
  }
  await db.schema.alterTable('reservations').addColumn('key_id', 'text').execute();
  // Older reservations still count in the history of their tenant and member.
  await sql`update reservations set tenant = coalesce(
    (select subject from reservation_scopes where reservation_id = id and scope = 'tenant-month'), '')`.execute(
    db,
  );
  await sql`update reservations set member = coalesce(
    (select substr(subject, length(tenant) + 2) from reservation_scopes
     where reservation_id = id and scope = 'member-day'), '')`.execute(db);
  await db.schema
    .createIndex('reservations_of_tenant')
    .on('reservations')
    .columns(['tenant', 'updated_at'])
    .execute();
  await db.schema
    .createTable('wallet_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('last_four', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const table of ['jobs', 'clones'] as const) {
    await db.schema.alterTable(table).addColumn('key_id', 'text').execute();
  }
  await db.schema
    .createIndex('jobs_of_key')
    .on('jobs')
    .column('key_id')
    .where('key_id', 'is not', null)
    .execute();
}
