import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';

/** How long SQLite itself waits for a lock. It waits inside the call, so the whole process waits with it. */
const BUSY_TIMEOUT_MS = 1_000;

/** Kysely's SQLite dialect over `node:sqlite`, with one connection for the life of the process. */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(path: string) {
    const config = { database: async () => openShim(path) };
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new PoliteDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalDdlAdapter();
  }
}

/**
 * Every call to `node:sqlite` blocks. Without a pause between owners of the connection, a thousand waiting
 * transactions would run back to back, and no heartbeat and no acknowledgement would leave in the meantime.
 */
class PoliteDriver extends SqliteDriver {
  override async releaseConnection(): Promise<void> {
    await nextTurn();
  }
}

/** SQLite rolls back DDL like everything else, so a migration that breaks off leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function openShim(path: string): SqliteDatabase {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  // FULL, because money is in it: what was committed has to survive a power cut, also in WAL mode.
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  return {
    close: () => db.close(),
    prepare(sql) {
      // After a full disk SQLite has rolled back by itself, and a second rollback would hide the real error.
      if (sql === 'rollback' && !db.isTransaction) return NOTHING;
      // A transaction takes the write lock when it begins. One that turned from reading to writing half
      // way could find that it has to start over.
      const statement = db.prepare(sql === 'begin' ? 'begin immediate' : sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(toBindable)),
        run: (parameters) => statement.run(...parameters.map(toBindable)),
        iterate: (parameters) => statement.iterate(...parameters.map(toBindable)),
      };
    },
  };
}

const NOTHING: ReturnType<SqliteDatabase['prepare']> = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function toBindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`A ${typeof value} cannot be stored`);
}
