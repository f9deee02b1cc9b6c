import { BotError } from '../../model/errors.ts';

/** Lists the primary result codes of SQLite that blame the file or the disk, not the statement (sqlite.org/rescode). */
const SQLITE_NO_ANSWER: ReadonlySet<number> = new Set([
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  10, // IOERR
  11, // CORRUPT
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
  26, // NOTADB
]);

/**
 * Matches SQLSTATE classes and codes that blame the server or the connection (PostgreSQL's manual, appendix
 * A): connection, authorization, no such database, resources, timeouts, shutdown, system and internal errors,
 * and a read-only server, such as the old one during a failover (25006).
 */
const POSTGRES_NO_ANSWER = /^(08|28|3D|53|57P|58|F0|XX|57014|55P03|25006|25P0[34])/;

/** Matches a serialization failure and a deadlock. Running one of the two transactions again helps. */
const POSTGRES_COLLISION = /^(40001|40P01)$/;

/**
 * Translates an error of a database driver where it enters. One that means "the database does not respond"
 * becomes `ledger-unavailable`; everything else, such as a broken constraint, is returned unchanged.
 */
export function translateDatabaseError(error: unknown): unknown {
  return error instanceof BotError || !meansNoAnswer(error) ? error : databaseSilent(error);
}

/** Returns the error for unavailable records. The bot then spends nothing. */
export function databaseSilent(cause: unknown): BotError {
  const reason = codeOf(cause);
  return new BotError('ledger-unavailable', 'The database does not answer', {
    facts: reason === undefined ? {} : { reason },
    cause,
  });
}

/** Whether a transaction lost against another one and may be run again. */
export function isCollision(error: unknown): boolean {
  return POSTGRES_COLLISION.test(codeOf(error) ?? '');
}

function meansNoAnswer(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code === 'ERR_SQLITE_ERROR') {
    // An extended result code carries the primary one in its low byte.
    const primary = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
    return SQLITE_NO_ANSWER.has(primary);
  }
  // node:sqlite's code for a closed database.
  if (code === 'ERR_INVALID_STATE') return true;
  // System errors of sockets and files: ECONNREFUSED, ENOTFOUND, EPIPE and the like.
  if ('syscall' in error) return true;
  // pg has no code for its own "Connection terminated", "timeout exceeded" and their kind.
  if (code === undefined) return error.name === 'Error';
  return POSTGRES_NO_ANSWER.test(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
