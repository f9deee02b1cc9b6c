import { DatabaseSync } from 'node:sqlite';

/** SQLite's result code when another connection holds the lock. */
const SQLITE_BUSY = 5;

/**
 * Locks a file for this process until disposed of; `undefined` if another process holds it.
 *
 * The lock is an exclusive transaction on an empty SQLite file: the kernel drops it however the process dies.
 * The file is never removed, because removing it would let two processes lock two different files of one name.
 *
 * @throws when the file can't be created.
 */
export function lockFile(path: string): Disposable | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => lock.close() };
}
