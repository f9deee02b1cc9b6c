/** Runs SQLite on this thread: one order after the other, until `close`. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { SqliteStatements } from './statements.ts';
import type { SqliteFault, SqliteOrder, SqliteOutcome } from './wire.ts';

/** How long SQLite itself waits for a lock. It waits inside the call, so all queued orders wait with it. */
const BUSY_TIMEOUT_MS = 1_000;

const NOTHING: SqliteOutcome = { kind: 'done', rows: [] };

const port = parentPort;
if (port === null) throw new Error('This file is the thread of a database');

let connection: { readonly db: DatabaseSync; readonly statements: SqliteStatements } | undefined;

port.on('message', (order: SqliteOrder) => {
  port.postMessage(outcomeOf(order));
  if (order.kind === 'close') port.close();
});

function outcomeOf(order: SqliteOrder): SqliteOutcome {
  try {
    if (order.kind === 'open') return open(order.path);
    return order.kind === 'run' ? run(order) : close();
  } catch (error) {
    return { kind: 'failed', fault: faultOf(error) };
  }
}

function open(path: string): SqliteOutcome {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  connection = { db, statements: new SqliteStatements(db) };
  // FULL, because money is in it: what was committed has to survive a power cut, also in WAL mode.
  // What is deleted is overwritten with zeros: it belonged to a member.
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on');
  return NOTHING;
}

function run({ statement, at }: Extract<SqliteOrder, { kind: 'run' }>): SqliteOutcome {
  if (connection === undefined) throw new Error('The database is not open');
  const { db, statements } = connection;
  // A transaction takes the write lock when it begins. One that turned from reading to writing half way could
  // find that it has to start over.
  if (at === 'first') statements.get('begin immediate').statement.run();
  if (at === 'inside' && !db.isTransaction) {
    // After a full disk SQLite has rolled back by itself, and a second rollback would hide the real error.
    if (statement.sql === 'rollback') return NOTHING;
    // What came before is gone, so nothing may be written as if it were there.
    throw new Error('The transaction is already over');
  }
  const prepared = statements.get(statement.sql);
  if (prepared.isReader) return { kind: 'done', rows: prepared.statement.all(...statement.parameters) };
  const { changes } = prepared.statement.run(...statement.parameters);
  return { kind: 'done', rows: [], changes: Number(changes) };
}

function close(): SqliteOutcome {
  connection?.db.close();
  return NOTHING;
}

function faultOf(error: unknown): SqliteFault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...('errcode' in error && typeof error.errcode === 'number' && { errcode: error.errcode }),
  };
}
