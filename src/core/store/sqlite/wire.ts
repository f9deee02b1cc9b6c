/** Types of the messages between the program and the SQLite thread. All values can be cloned. */

/** A parameter of a statement. */
export type SqliteValue = string | number | null;

/** A statement and its parameters. */
export interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
}

/** An order to the thread. Results are returned in the same order. */
export type SqliteOrder =
  | { readonly kind: 'open'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly statement: SqliteStatement;
      /** Alone, as the first of a transaction, which it begins, or as a later one. */
      readonly at: 'alone' | 'first' | 'inside';
    }
  | { readonly kind: 'close' };

/** The result of a statement. */
export interface SqliteResult {
  readonly kind: 'done';
  readonly rows: readonly unknown[];
  /** Rows written; absent if the statement returns rows. */
  readonly changes?: number;
}

/** The outcome of an order. */
export type SqliteOutcome = SqliteResult | { readonly kind: 'failed'; readonly fault: SqliteFault };

/** An error of `node:sqlite`, whose codes would be lost if it were cloned unchanged. */
export interface SqliteFault {
  readonly name: string;
  readonly message: string;
  /** Node's own code, such as `ERR_SQLITE_ERROR`. */
  readonly code?: string;
  /** SQLite's result code (sqlite.org/rescode). */
  readonly errcode?: number;
}
