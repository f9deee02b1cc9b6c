import { type Kysely, sql } from 'kysely';

/** Creates the tables of jobs, money, dedupe keys and caches. */
export async function createFirstTables(db: Kysely<unknown>): Promise<void> {
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
