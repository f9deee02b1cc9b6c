import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Keyv } from 'keyv';
import { type Dialect, Kysely, sql } from 'kysely';
import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import { type Log, silentLog } from '../ports/log.ts';
import type { Records, Store } from '../ports/store.ts';
import type { Database, Tables } from './database/schema.ts';
import { StoreOpenError } from './database/store-open-error.ts';
import { inTransaction, refuseStrayQueries } from './database/transaction.ts';
import { TranslatingDialect } from './database/translating-dialect.ts';
import { KeyvStorage } from './keyv-storage.ts';
import { SqlLedger } from './ledger/sql-ledger.ts';
import { migrate } from './migrations/migrate.ts';
import { type PostgresLimits, postgresDialect, UNLIMITED } from './postgres/dialect.ts';
import { createPostgresSignals, noSignals } from './postgres/signals.ts';
import { SqlClones } from './records/clones.ts';
import { SqlJobRecords } from './records/jobs.ts';
import { SqlRuleStore } from './records/rules.ts';
import { SqlSeen } from './records/seen.ts';
import { SqlWalletKeys } from './records/wallet-keys.ts';
import { SqlWebhookEndpoints } from './records/webhook-endpoints.ts';
import { NodeSqliteDialect } from './sqlite/dialect.ts';
import { lockFile } from './sqlite/file-lock.ts';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';

/** Options to open a store. */
export interface OpenStoreOptions {
  /** `STORE_URL`: `sqlite://path`, `sqlite://:memory:`, `postgres://…` or `postgresql://…`. */
  readonly url: string;
  readonly clock: Clock;
  /** Logs lost connections, failing caches and unreadable records. */
  readonly log?: Log;
  /** PostgreSQL's time limits, where they differ from the defaults. */
  readonly postgresLimits?: Partial<PostgresLimits>;
}

/**
 * Opens the database and brings its tables up to date. Missing parent folders of a SQLite file are created. A
 * SQLite file belongs to this process until `close`; PostgreSQL is shared.
 *
 * @throws {StoreOpenError} when it cannot be opened: wrong url, in use, unreachable, of a newer release.
 */
export async function openStore({
  url,
  clock,
  log = silentLog,
  postgresLimits,
}: OpenStoreOptions): Promise<Store> {
  const location = parseStoreUrl(url);
  using opening = new DisposableStack();
  if (location.kind === 'sqlite' && location.path !== ':memory:') {
    opening.use(claimFile(resolve(location.path)));
  }
  const db: Database = new Kysely<Tables>({
    dialect: new TranslatingDialect(dialectOf(location, log, postgresLimits)),
    plugins: [refuseStrayQueries],
  });
  try {
    await migrateAt(location, db, log);
  } catch (error) {
    await db.destroy();
    throw openError(location, error);
  }
  const claim = opening.move();
  const signals =
    location.kind === 'sqlite' ? noSignals : createPostgresSignals({ url: location.url, db, clock, log });
  return {
    kind: location.kind,
    ...recordsOf(db, clock, log),
    seen: new SqlSeen(db, clock),
    webhookEndpoints: new SqlWebhookEndpoints(db),
    signals,
    transaction: (body) => inTransaction(db, (transaction) => body(recordsOf(transaction, clock, log))),
    cache<T>(namespace: string) {
      const cache = new Keyv<T>({ store: new KeyvStorage(db, clock), namespace });
      // Without a listener Keyv would throw. Absent is the right result; the log shows the cause.
      cache.on('error', (error: unknown) => log.warn({ cache: namespace, error }, 'cache-failed'));
      return cache;
    },
    async ping() {
      await sql`select 1`.execute(db);
    },
    async close() {
      await signals.close();
      await db.destroy();
      claim.dispose();
    },
  };
}

/** On PostgreSQL over a connection of its own, whose statements may take as long as they need. */
async function migrateAt(location: StoreLocation, db: Database, log: Log): Promise<void> {
  if (location.kind === 'sqlite') return migrate(db);
  const dialect = new TranslatingDialect(postgresDialect(location.url, log, UNLIMITED));
  await using unlimited: Database = new Kysely<Tables>({ dialect });
  await migrate(unlimited);
}

function recordsOf(db: Database, clock: Clock, log: Log): Records {
  return {
    jobs: new SqlJobRecords(db, clock, log),
    ledger: new SqlLedger(db),
    rules: new SqlRuleStore(db),
    keys: new SqlWalletKeys(db),
    clones: new SqlClones(db),
  };
}

function dialectOf(location: StoreLocation, log: Log, limits: Partial<PostgresLimits> | undefined): Dialect {
  return location.kind === 'sqlite'
    ? new NodeSqliteDialect(location.path)
    : postgresDialect(location.url, log, limits);
}

/** Locks a sibling file, so that the database itself stays readable in the bot owner's `sqlite3` shell. */
function claimFile(path: string): Disposable {
  try {
    // The records hold what members typed: readable by this user only.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const claim = lockFile(`${path}-lock`);
    if (claim !== undefined) return claim;
  } catch (error) {
    throw openError({ kind: 'sqlite', path }, error);
  }
  throw new StoreOpenError(
    `Another process already uses the database ${path}. Stop it, or run several with PostgreSQL (STORE_URL=postgres://…).`,
  );
}

function openError(location: StoreLocation, error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error;
  const reason = error instanceof BotError ? error.cause : error;
  const why = reason instanceof Error ? reason.message || reason.name : String(reason);
  const isFile = location.kind === 'sqlite';
  const where = isFile ? location.path : location.shown;
  const advice = isFile
    ? 'Make that file and its folder writable for this user, or set STORE_URL or DATA_DIR to another place.'
    : 'Check STORE_URL, and that PostgreSQL is running.';
  return new StoreOpenError(`The database ${where} can’t be opened: ${why}. ${advice}`, { cause: error });
}
