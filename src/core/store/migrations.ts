import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The history of the tables, oldest first. A migration that was released is never edited; a change is a new
 * one whose name sorts last. Column types are those that both databases understand.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': { up: createFirstTables },
  '0002-clones': { up: createClones },
  '0003-erased-jobs': { up: markErasedJobs },
  '0004-rules': { up: createRules },
};

async function createFirstTables(db: Kysely<unknown>): Promise<void> {
  await createJobs(db);
  await createLedger(db);
  await db.schema
    .createTable('seen')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('seen_by_expiry').on('seen').column('expires_at').execute();
  await db.schema
    .createTable('kv')
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('kv_key', ['namespace', 'key'])
    .execute();
  await db.schema.createIndex('kv_by_expiry').on('kv').column('expires_at').execute();
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .execute();
  await db.schema
    .createTable('jobs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('member', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('in_flight', 'integer', (column) => column.notNull())
    .addColumn('over', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('wake_at', 'bigint')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
  const index = (name: string) => db.schema.createIndex(name).on('jobs');
  await index('jobs_due').column('wake_at').where(sql.ref('wake_at'), 'is not', null).execute();
  await index('jobs_leased').column('lease_owner').where(sql.ref('lease_owner'), 'is not', null).execute();
  await index('jobs_of_tenant').columns(['tenant', 'created_at', 'id']).execute();
  await index('jobs_of_member').columns(['tenant', 'member', 'created_at', 'id']).execute();
  await index('jobs_in_flight').columns(['tenant', 'member']).where(sql.ref('in_flight'), '=', 1).execute();
  await index('jobs_in_line')
    .columns(['tenant', 'created_at', 'id'])
    .where(sql.ref('stage'), '=', 'received')
    .execute();
  await index('jobs_over').column('updated_at').where(sql.ref('over'), '=', 1).execute();
  await index('jobs_by_stage').column('stage').execute();
}

async function createLedger(db: Kysely<unknown>): Promise<void> {
  // The checks are the last line of defence: no bug above can make a counter negative and so hand out money.
  await db.schema
    .createTable('scope_counters')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('held', 'bigint', (column) => column.notNull().check(sql`held >= 0`))
    .addColumn('spent', 'bigint', (column) => column.notNull().check(sql`spent >= 0`))
    .addPrimaryKeyConstraint('scope_counters_key', ['scope', 'subject', 'period'])
    .execute();
  await db.schema
    .createTable('reservations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('amount', 'bigint', (column) => column.notNull().check(sql`amount >= 0`))
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('held', 'in-doubt', 'settled', 'released')`),
    )
    .addColumn('spent', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('reservations_open')
    .on('reservations')
    .columns(['created_at', 'id'])
    .where(sql.ref('state'), 'in', sql`('held', 'in-doubt')`)
    .execute();
  await db.schema
    .createTable('reservation_scopes')
    .addColumn('reservation_id', 'text', (column) => column.notNull().references('reservations.id'))
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reservation_scopes_key', ['reservation_id', 'scope', 'subject', 'period'])
    .execute();
  await db.schema
    .createTable('ledger_entries')
    .addColumn('reservation_id', 'text', (column) => column.notNull().references('reservations.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('job_id', 'text', (column) => column.notNull())
    .addColumn('amount', 'bigint', (column) => column.notNull())
    .addColumn('basis', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_entries_key', ['reservation_id', 'kind'])
    .execute();
  await db.schema.createIndex('ledger_entries_by_time').on('ledger_entries').column('at').execute();
}

async function createClones(db: Kysely<unknown>): Promise<void> {
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

async function markErasedJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('jobs')
    .addColumn('erased', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function createRules(db: Kysely<unknown>): Promise<void> {
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
  // What was reserved before still counts in the history of its tenant and its member.
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
