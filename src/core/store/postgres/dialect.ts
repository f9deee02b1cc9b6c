import { Socket } from 'node:net';
import { CompiledQuery, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Log } from '../../ports/log.ts';

/** What the server lists the bot's connections under. */
export const APPLICATION_NAME = 'audiopod-bot';
const MAX_CONNECTIONS = 10;
/** Unused connections are closed before their silence could be mistaken for a fault. */
const IDLE_TIMEOUT_MS = 10_000;

/**
 * How long each wait may take, in milliseconds. The server gives up on a process that stands still in a transaction
 * first, so that it fails nobody who waits for its locks; then on a lock, then on a statement, and only then is the
 * connection dropped. So they must grow in that order.
 */
export interface PostgresLimits {
  /** For a connection, and for one of the pool to become free. */
  readonly connectMs: number;
  /** For the next statement of a transaction: it is never more than a process's own work away. */
  readonly idleInTransactionMs: number;
  readonly lockMs: number;
  readonly statementMs: number;
  /** How long a connection may show no activity at all. */
  readonly silenceMs: number;
}

const DEFAULT_LIMITS: PostgresLimits = {
  connectMs: 5_000,
  idleInTransactionMs: 4_000,
  lockMs: 5_000,
  statementMs: 10_000,
  silenceMs: 15_000,
};

/**
 * For changing the tables: a large table takes minutes, and giving up would make an upgrade impossible. 0 is no
 * limit. A server that is gone is still noticed, by TCP's keep-alive.
 */
export const UNLIMITED: PostgresLimits = { ...DEFAULT_LIMITS, lockMs: 0, statementMs: 0, silenceMs: 0 };

/** PostgreSQL's type number of `bigint`. */
const INT8 = 20;

/**
 * Makes Kysely's PostgreSQL dialect over a pool whose every wait ends. A connection on which nothing has moved for
 * `silenceMs` is dropped: pg's own `query_timeout` would only stop waiting for one query, and put the
 * connection back among the others with the query still on it.
 */
export function postgresDialect(
  url: string,
  log: Log,
  limits: Partial<PostgresLimits> = {},
): PostgresDialect {
  const { connectMs, idleInTransactionMs, lockMs, statementMs, silenceMs } = { ...DEFAULT_LIMITS, ...limits };
  const pool = new Pool({
    connectionString: url,
    application_name: APPLICATION_NAME,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    stream: () => impatientSocket(silenceMs),
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? parseSafeInteger : types.getTypeParser(oid, format),
    },
  });
  // A connection that drops is an 'error' event of the pool while it is idle and of the client while it is
  // in use. Either would end the process without a listener; the query itself fails on its own.
  const lost = (error: Error) => log.warn({ error }, 'database-connection-lost');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return new PostgresDialect({
    pool,
    async onCreateConnection(connection) {
      // pg doesn't send a limit of 0, so the server's or the role's own would apply.
      if (lockMs === 0) await connection.executeQuery(CompiledQuery.raw('set lock_timeout = 0'));
      if (statementMs === 0) await connection.executeQuery(CompiledQuery.raw('set statement_timeout = 0'));
    },
  });
}

/** Makes a socket that is destroyed once nothing has moved on it for this long; 0 is never. */
export function impatientSocket(silenceMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silenceMs, () => {
    socket.destroy(new Error('The database server went silent'));
  });
}

/** @throws {RangeError} rather than hand out a rounded amount of money. */
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A stored integer is too large to be exact');
  return value;
}
