import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { InstallationRecord } from '../../model/installations.ts';
import type { WalletKey } from '../../model/money/wallet-key.ts';
import { silentLog } from '../../ports/log.ts';
import type { WebhookEndpointRecord } from '../../ports/webhooks.ts';
import type { Database, Tables } from '../database/schema.ts';
import { StoreOpenError } from '../database/store-open-error.ts';
import { TranslatingDialect } from '../database/translating-dialect.ts';
import { MIGRATIONS_TABLE } from '../migrations/migrate.ts';
import { MIGRATIONS } from '../migrations/migrations.ts';
import { postgresDialect } from '../postgres/dialect.ts';
import { SqlInstallations } from '../records/installations.ts';
import { SqlWalletKeys } from '../records/wallet-keys.ts';
import { NodeSqliteDialect } from '../sqlite/dialect.ts';
import { DATABASE_FILES, interruptedReplacement } from '../sqlite/replacement.ts';
import { parseStoreUrl, type StoreLocation } from '../store-url.ts';

/** How the tables of a database compare with those of this release. */
export interface TablesState {
  /** What the next start changes. */
  readonly pending: readonly string[];
  /** What only a newer release knows. */
  readonly unknown: readonly string[];
}

/** A look at a database that a bot may be using at the same time. It leaves no trace. */
export interface StoreProbe extends AsyncDisposable {
  readonly location: StoreLocation;
  /** @throws {Error} if the database can't be read. */
  tables(): Promise<TablesState>;
  /** Inserts a row, and rolls it back. @throws {Error} if the database refuses. */
  insertAndRollBack(): Promise<void>;
  /**
   * Measures commits that wait for the disk, on SQLite in a database of its own beside this one.
   *
   * @returns how long each took, in milliseconds, shortest first.
   */
  commitTimesMs(signal: AbortSignal): Promise<readonly number[]>;
  /** Returns what workspaces and organizations installed, in the order of their ids. */
  installations(limit: number): Promise<readonly InstallationRecord[]>;
  /** Returns what is encrypted with `SECRET_KEY`. */
  sealed(): Promise<{
    /** They encrypt everything else. */
    readonly dataKeys: readonly { readonly id: string; readonly sealed: string }[];
    readonly keys: readonly WalletKey[];
    readonly endpoints: readonly Pick<WebhookEndpointRecord, 'id' | 'sealed'>[];
  }>;
}

/** The migration that made the table of data keys. */
const DATA_KEYS = '0014-data-keys' satisfies keyof typeof MIGRATIONS;
/** The migration that made the table of installations. */
const INSTALLATIONS = '0013-installations' satisfies keyof typeof MIGRATIONS;
const COMMITS = 100;
/** Enough to judge a disk on which each takes a long time. */
const MEASURED_MS = 2_500;

/**
 * Opens a database to look at it, without changing its tables and without claiming it.
 *
 * @returns `undefined` if there is no SQLite file yet.
 * @throws {StoreOpenError} for a URL of neither database, or after an interrupted restore.
 */
export function openStoreProbe(url: string): StoreProbe | undefined {
  const location = parseStoreUrl(url);
  if (location.kind === 'sqlite') {
    const path = resolve(location.path);
    if (interruptedReplacement(path) !== undefined) {
      throw new StoreOpenError(
        `A restore of the database ${path} was interrupted. Run it again: npm run restore -- <file>.`,
      );
    }
    if (!existsSync(path)) return undefined;
  }
  const db = databaseAt(location);
  return {
    location,
    tables: () => tablesOf(db),
    insertAndRollBack: () => insertAndRollBack(db),
    commitTimesMs: (signal) =>
      location.kind === 'sqlite' ? beside(location.path, signal) : logged(db, signal),
    async installations(limit) {
      // Former releases had none.
      const { pending } = await tablesOf(db);
      return pending.includes(INSTALLATIONS) ? [] : new SqlInstallations(db).list('', limit);
    },
    async sealed() {
      const endpoints = await db.selectFrom('webhook_endpoints').select(['id', 'sealed']).execute();
      // Former releases had none.
      const { pending } = await tablesOf(db);
      const dataKeys = pending.includes(DATA_KEYS)
        ? []
        : await db.selectFrom('data_keys').select(['id', 'sealed']).execute();
      return { dataKeys, keys: await new SqlWalletKeys(db).all(), endpoints };
    },
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

function databaseAt(location: StoreLocation): Database {
  const dialect =
    location.kind === 'sqlite'
      ? new NodeSqliteDialect(location.path)
      : postgresDialect(location.url, silentLog);
  return new Kysely<Tables>({ dialect: new TranslatingDialect(dialect) });
}

async function tablesOf(db: Database): Promise<TablesState> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATIONS_TABLE)}`.execute(db);
  const done = rows.map(({ name }) => name);
  const known = Object.keys(MIGRATIONS);
  return {
    pending: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
  };
}

async function insertAndRollBack(db: Database): Promise<void> {
  const undone = new Error('Rolled back, as intended');
  const row = { namespace: 'doctor', key: randomUUID(), value: 'x', expires_at: null };
  try {
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('kv').values(row).execute();
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
}

/** With the settings of the bot's own connection. */
async function beside(path: string, signal: AbortSignal): Promise<readonly number[]> {
  const scratch = `${path}.doctor-${randomUUID()}`;
  try {
    await using db = new Kysely<{ commits: { text: string } }>({ dialect: new NodeSqliteDialect(scratch) });
    await sql`create table commits (text text not null)`.execute(db);
    const text = 'x'.repeat(1_000);
    return await measure(() => db.insertInto('commits').values({ text }).execute(), signal);
  } finally {
    await Promise.all(DATABASE_FILES.map((suffix) => rm(`${scratch}${suffix}`, { force: true })));
  }
}

/** A message in PostgreSQL's log is flushed with its transaction like a row, and stored nowhere. */
function logged(db: Database, signal: AbortSignal): Promise<readonly number[]> {
  const text = 'x'.repeat(1_000);
  return measure(
    () => sql`select pg_logical_emit_message(true, 'audiopod-bot', ${text})`.execute(db),
    signal,
  );
}

async function measure(commit: () => Promise<unknown>, signal: AbortSignal): Promise<readonly number[]> {
  const times: number[] = [];
  const startMs = performance.now();
  while (times.length < COMMITS && performance.now() - startMs < MEASURED_MS && !signal.aborted) {
    const beganMs = performance.now();
    await commit();
    times.push(performance.now() - beganMs);
  }
  return times.toSorted((a, b) => a - b);
}
