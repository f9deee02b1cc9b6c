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
import { SqliteThread } from './sqlite-thread.ts';
import type { SqliteResult, SqliteStatement, SqliteValue } from './sqlite-wire.ts';

/** Kysely's SQLite dialect over `node:sqlite` on a thread, with one connection for the life of the process. */
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
  /** SQLite rolls back DDL like everything else, so a migration that breaks off leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver has its own line for the one connection: Kysely's wakes everybody for each that gets it. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Lends the one connection to one at a time, in the order they came. */
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

/** The connection for as long as somebody has it. */
class ThreadConnection implements DatabaseConnection {
  readonly release: () => void;
  readonly #thread: SqliteThread;
  #at: 'alone' | 'first' | 'inside' = 'alone';
  /** What goes to the thread together with the next statement. */
  #before: SqliteStatement[] = [];

  constructor(thread: SqliteThread, release: () => void) {
    this.#thread = thread;
    this.release = release;
  }

  /** The transaction begins with its first statement, which saves a way to the thread and back. */
  begin(): void {
    this.#at = 'first';
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (how === 'rollback') this.#before = [];
    if (this.#at === 'inside' || this.#before.length > 0) await this.#run({ sql: how, parameters: [] });
    this.#at = 'alone';
  }

  async executeQuery<Row>({ query, sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = { sql, parameters: parameters.map(toSqliteValue) };
    // An insert either writes its rows or fails, and with it the transaction: its answer is no news. So it waits for
    // the next statement, at the latest for the commit, which saves a way to the thread and back.
    if (this.#at !== 'alone' && query.kind === 'InsertQueryNode' && query.returning === undefined) {
      this.#before.push(statement);
      return { rows: [] };
    }
    const { rows, changes } = await this.#run(statement);
    return {
      // Which rows a statement answers is for Kysely's types to know, as with every driver.
      rows: rows as Row[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
    };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('SQLite answers whole results only');
  }

  #run(statement: SqliteStatement): Promise<SqliteResult> {
    const [at, before] = [this.#at, this.#before];
    // Also when it could not begin: whatever follows is then refused, and with it the transaction.
    if (at === 'first') this.#at = 'inside';
    this.#before = [];
    return this.#thread.tell({ kind: 'run', before, statement, at });
  }
}

/** The connections come back as they were lent. */
function ours(connection: DatabaseConnection): ThreadConnection {
  if (connection instanceof ThreadConnection) return connection;
  throw new TypeError('Not a connection of this driver');
}

function toSqliteValue(value: unknown): SqliteValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`A ${typeof value} cannot be stored`);
}
