/** Types of what passes between the program and the thread that SQLite runs on. Only what can be cloned. */

/** What a statement can be given. */
export type SqliteValue = string | number | null;

/** A statement and what it is given. */
export interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
}

/** What the thread is told. Its results come in the same order. */
export type SqliteOrder =
  | { readonly kind: 'open'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly statement: SqliteStatement;
      /** On its own, as the first one of a transaction, which it begins, or as a later one. */
      readonly at: 'alone' | 'first' | 'inside';
    }
  | { readonly kind: 'close' };

/** What the statement led to. */
export interface SqliteResult {
  readonly kind: 'done';
  readonly rows: readonly unknown[];
  /** Rows written; absent where the statement returns rows. */
  readonly changes?: number;
}

/** The outcome of an order. */
export type SqliteOutcome = SqliteResult | { readonly kind: 'failed'; readonly fault: SqliteFault };

/** An error of `node:sqlite`, whose codes would be lost if it were cloned as it is. */
export interface SqliteFault {
  readonly name: string;
  readonly message: string;
  /** Node's own code, such as `ERR_SQLITE_ERROR`. */
  readonly code?: string;
  /** SQLite's result code (sqlite.org/rescode). */
  readonly errcode?: number;
}
