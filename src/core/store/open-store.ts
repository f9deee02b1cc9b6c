import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Keyv } from 'keyv';
import { type Dialect, Kysely, sql } from 'kysely';
import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';
import { type Log, silentLog } from '../ports/log.ts';
import type { Records, Store } from '../ports/store.ts';
import { SqlLedger } from '../wallet/ledger-sql.ts';
import { AnsweringDialect } from './answering-dialect.ts';
import { SqlClones } from './clone-records.ts';
import { SqlJobRecords } from './job-records.ts';
import { KeyvStorage } from './keyv-storage.ts';
import { migrate } from './migrate.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { SqlRuleStore } from './rule-records.ts';
import type { Database, Tables } from './schema.ts';
import { SqlSeen } from './seen.ts';
import { NodeSqliteDialect } from './sqlite-dialect.ts';
import { lockSqliteFile } from './sqlite-lock.ts';
import { StoreOpenError } from './store-open-error.ts';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';
import { inTransaction, refuseStrayQueries } from './transaction.ts';
import { SqlWalletKeys } from './wallet-key-records.ts';

/** What a store is opened with. */
export interface OpenStoreOptions {
  /** `STORE_URL`: `sqlite://path`, `sqlite://:memory:`, `postgres://…` or `postgresql://…`. */
  readonly url: string;
  readonly clock: Clock;
  /** Hears of lost connections, failing caches and unreadable records. */
  readonly log?: Log;
}

/**
 * Opens the database and brings its tables up to date. Missing parent folders of a SQLite file are created. A
 * SQLite file belongs to this process until `close`; PostgreSQL is shared.
 *
 * @throws {StoreOpenError} when it cannot be opened: wrong url, in use, not reachable, of a newer release.
 */
export async function openStore({ url, clock, log = silentLog }: OpenStoreOptions): Promise<Store> {
  const location = parseStoreUrl(url);
  using opening = new DisposableStack();
  if (location.kind === 'sqlite' && location.path !== ':memory:') {
    opening.use(claimFile(resolve(location.path)));
  }
  const db: Database = new Kysely<Tables>({
    dialect: new AnsweringDialect(dialectOf(location, log)),
    plugins: [refuseStrayQueries],
  });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw openError(location, error);
  }
  const claim = opening.move();
  return {
    kind: location.kind,
    ...recordsOf(db, clock, log),
    seen: new SqlSeen(db, clock),
    transaction: (body) => inTransaction(db, (transaction) => body(recordsOf(transaction, clock, log))),
    cache<T>(namespace: string) {
      const cache = new Keyv<T>({ store: new KeyvStorage(db, clock), namespace });
      // Without a listener Keyv would throw. Absent is the right answer; the operator reads why.
      cache.on('error', (error: unknown) => log.warn({ cache: namespace, error }, 'cache-failed'));
      return cache;
    },
    async ping() {
      await sql`select 1`.execute(db);
    },
    async close() {
      await db.destroy();
      claim.dispose();
    },
  };
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

function dialectOf(location: StoreLocation, log: Log): Dialect {
  return location.kind === 'sqlite'
    ? new NodeSqliteDialect(location.path)
    : postgresDialect(location.url, log);
}

function claimFile(path: string): Disposable {
  try {
    // The records hold what people typed: readable by this user only.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return lockSqliteFile(path);
  } catch (error) {
    throw openError({ kind: 'sqlite', path }, error);
  }
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
  return new StoreOpenError(`The database ${where} cannot be opened: ${why}. ${advice}`, { cause: error });
}
