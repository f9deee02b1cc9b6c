import { sql } from 'kysely';
import { StoreCopyError } from '../database/copy-error.ts';
import { isPostgres } from '../database/is-postgres.ts';
import type { Database } from '../database/schema.ts';
import { APPLICATION_NAME } from '../postgres/dialect.ts';
import type { StoreLocation } from '../store-url.ts';
import { CARRIED_TABLES } from './carried-tables.ts';

const ATTEMPTS = 20;

/**
 * Keeps every bot from writing to a database until the transaction ends. A SQLite file is locked since it was opened.
 *
 * @throws {StoreCopyError} if a bot works with it.
 */
export async function keepOthersOut(db: Database, location: StoreLocation): Promise<void> {
  if (!isPostgres(db)) return;
  // Copying may take longer than a transaction may usually be idle.
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
  // A bot that starts meanwhile can't write, and so spends nothing.
  const tables = ['processes', ...CARRIED_TABLES.map(({ name }) => name)].map((name) => sql.table(name));
  await sql`lock table ${sql.join(tables)} in exclusive mode`.execute(db);
  for (let attempt = 1; await isInUse(db); attempt += 1) {
    if (attempt === ATTEMPTS) {
      throw new StoreCopyError(`A bot works with ${shown(location)}. Stop every process first.`);
    }
    // A connection that was just closed may still be listed.
    await sql`select pg_sleep(0.1)`.execute(db);
  }
}

/**
 * Whether a process works on jobs, or is connected at all: one that only receives commands is not among those that
 * work. The former release has leases instead of processes.
 */
async function isInUse(db: Database): Promise<boolean> {
  const now = sql`extract(epoch from clock_timestamp()) * 1000`;
  const { rows } = await sql<{ users: number }>`
    select (select count(*) from processes where alive_until > ${now})
      + (select count(*) from jobs where lease_owner is not null and lease_until > ${now})
      + (select count(*) from pg_stat_activity where application_name like ${`${APPLICATION_NAME}%`}
          and datname = current_database() and pid <> pg_backend_pid()) as users`.execute(db);
  return Number(rows[0]?.users) > 0;
}

/** @throws {StoreCopyError} if a table has rows. */
export async function requireEmpty(db: Database, location: StoreLocation): Promise<void> {
  for (const { name } of CARRIED_TABLES) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new StoreCopyError(
        `${shown(location)} isn’t empty: its table ${name} has rows. Name a new database.`,
      );
    }
  }
}

/** Names a database without credentials. */
export function shown(location: StoreLocation): string {
  return location.kind === 'sqlite' ? location.path : location.shown;
}
