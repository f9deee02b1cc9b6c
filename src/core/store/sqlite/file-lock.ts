import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from '../database/store-open-error.ts';

/** SQLite's result code when another connection holds the lock. */
const SQLITE_BUSY = 5;

/**
 * Claims a database file for this process until disposed of. The claim is an exclusive transaction on an
 * empty sibling file, `<path>-lock`: the kernel drops it however the process dies, and the database itself
 * stays readable in the bot owner's `sqlite3` shell. The sibling is never removed, because removing it would
 * let two processes lock two different files of one name.
 *
 * @throws {StoreOpenError} when another process holds it.
 */
export function lockSqliteFile(path: string): Disposable {
  const lock = new DatabaseSync(`${path}-lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
      throw new StoreOpenError(
        `Another process already uses the database ${path}. Stop it, or run several with PostgreSQL (STORE_URL=postgres://…).`,
        { cause: error },
      );
    }
    throw error;
  }
  return { [Symbol.dispose]: () => lock.close() };
}
