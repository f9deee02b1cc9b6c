import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Dialect, Kysely } from 'kysely';
import { BotError } from '../model/errors.ts';
import type { Log } from '../ports/log.ts';
import type { Database, Tables } from './database/schema.ts';
import { StoreOpenError } from './database/store-open-error.ts';
import { refuseStrayQueries } from './database/transaction.ts';
import { TranslatingDialect } from './database/translating-dialect.ts';
import { migrate } from './migrations/migrate.ts';
import { type PostgresLimits, postgresDialect, UNLIMITED } from './postgres/dialect.ts';
import { NodeSqliteDialect } from './sqlite/dialect.ts';
import { lockFile } from './sqlite/file-lock.ts';
import { interruptedReplacement } from './sqlite/replacement.ts';
import { parseStoreUrl, type StoreLocation } from './store-url.ts';

/** A database whose tables are up to date. */
export interface OpenDatabase {
  readonly db: Database;
  readonly location: StoreLocation;
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date. Missing parent folders of a SQLite file are created. A SQLite
 * file belongs to this process until `close`; PostgreSQL is shared.
 *
 * @param url as `STORE_URL`.
 * @throws {StoreOpenError} when it cannot be opened: wrong url, in use, unreachable, of a newer release.
 */
export async function openDatabase(
  url: string,
  log: Log,
  limits?: Partial<PostgresLimits>,
): Promise<OpenDatabase> {
  const location = parseStoreUrl(url);
  using opening = new DisposableStack();
  if (location.kind === 'sqlite' && location.path !== ':memory:') {
    opening.use(claimFile(resolve(location.path)));
    requireComplete(resolve(location.path));
  }
  const db: Database = new Kysely<Tables>({
    dialect: new TranslatingDialect(dialectOf(location, log, limits)),
    plugins: [refuseStrayQueries],
  });
  try {
    await migrateAt(location, db, log);
  } catch (error) {
    await db.destroy();
    throw openError(location, error);
  }
  const claim = opening.move();
  return {
    db,
    location,
    async close() {
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

/** @throws {StoreOpenError} if the database was being replaced when a process died: half of it may be missing. */
function requireComplete(path: string): void {
  const interrupted = interruptedReplacement(path);
  if (interrupted === undefined) return;
  throw new StoreOpenError(
    `A restore of the database ${path} was interrupted. Run it again: npm run restore -- <file>. The database before is, or will be, ${interrupted.asidePath}.`,
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
