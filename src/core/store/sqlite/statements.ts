import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** More than a busy program needs. Bounded, because every length of a value list makes a new statement. */
const KEPT = 150;

/** A statement, ready to run. */
interface Prepared {
  readonly statement: StatementSync;
  /** Whether it returns rows instead of how many it wrote. */
  readonly isReader: boolean;
}

/** Keeps the statements of one connection prepared. The least recently used are dropped. */
export class SqliteStatements {
  readonly #db: DatabaseSync;
  // A Map keeps insertion order, so its first key is the least recently used.
  readonly #kept = new Map<string, Prepared>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** @throws what SQLite says about the statement. */
  get(sql: string): Prepared {
    const kept = this.#kept.get(sql);
    if (kept !== undefined) {
      this.#kept.delete(sql);
      this.#kept.set(sql, kept);
      return kept;
    }
    const statement = this.#db.prepare(sql);
    const prepared = { statement, isReader: statement.columns().length > 0 };
    this.#kept.set(sql, prepared);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return prepared;
  }
}
