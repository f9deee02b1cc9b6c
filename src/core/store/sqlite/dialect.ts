import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SqliteThread } from './thread.ts';
import type { SqliteResult, SqliteStatement, SqliteValue } from './wire.ts';

/** Runs Kysely's SQLite dialect over `node:sqlite` on a thread, with one connection for the life of the process. */
export class NodeSqliteDialect implements Dialect {
  readonly #path: string;

  /** @param path of the file, or `:memory:`. */
  constructor(path: string) {
    this.#path = path;
  }

  createDriver(): Driver {
    return new ThreadDriver(this.#path);
  }

  createQueryCompiler() {
    return new SqliteQueryCompiler();
  }

  createAdapter() {
    return new ThreadAdapter();
  }

  // The type is Kysely's own: at this point the tables are not known.
  createIntrospector(db: Parameters<Dialect['createIntrospector']>[0]) {
    return new SqliteIntrospector(db);
  }
}

class ThreadAdapter extends SqliteAdapter {
  /** SQLite rolls back DDL like everything else, so a migration that fails half way leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver queues for the one connection itself: Kysely's queue wakes all waiting callers for each that gets it. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Lends the one connection to one caller at a time, in the order they came. */
class ThreadDriver implements Driver {
  readonly #path: string;
  #thread: SqliteThread | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {
    const thread = new SqliteThread();
    try {
      await thread.tell({ kind: 'open', path: this.#path });
    } catch (error) {
      // Kysely closes only what has opened.
      await thread.close();
      throw error;
    }
    this.#thread = thread;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#thread === undefined) throw new Error('The database is not open');
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return new ThreadConnection(this.#thread, resolve);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    ours(connection).begin();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).end('commit');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).end('rollback');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    ours(connection).release();
  }

  async destroy(): Promise<void> {
    await this.#thread?.close();
  }
}

/** Represents the connection for as long as one caller has it. */
class ThreadConnection implements DatabaseConnection {
  readonly release: () => void;
  readonly #thread: SqliteThread;
  #at: 'alone' | 'first' | 'inside' = 'alone';

  constructor(thread: SqliteThread, release: () => void) {
    this.#thread = thread;
    this.release = release;
  }

  /** Begins a transaction with its first statement, which saves a round trip to the thread. */
  begin(): void {
    this.#at = 'first';
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    // One without any statement never began.
    if (this.#at === 'inside') await this.#run({ sql: how, parameters: [] });
    this.#at = 'alone';
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = await this.#run({ sql, parameters: parameters.map(toSqliteValue) });
    return {
      // Which rows a statement returns is for Kysely's types to know, as with every driver.
      rows: rows as Row[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
    };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('SQLite returns whole results only');
  }

  #run(statement: SqliteStatement): Promise<SqliteResult> {
    const at = this.#at;
    // Also when it could not begin: every later statement is then refused, and with it the transaction.
    if (at === 'first') this.#at = 'inside';
    return this.#thread.tell({ kind: 'run', statement, at });
  }
}

/** Returns the connection as this driver lent it. */
function ours(connection: DatabaseConnection): ThreadConnection {
  if (connection instanceof ThreadConnection) return connection;
  throw new TypeError('Not a connection of this driver');
}

function toSqliteValue(value: unknown): SqliteValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`A ${typeof value} cannot be stored`);
}
