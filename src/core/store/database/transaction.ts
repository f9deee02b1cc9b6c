import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';
import { retry } from '../../async/retry.ts';
import { databaseSilent, isCollision } from './database-error.ts';
import type { Database } from './schema.ts';

/** Limits how often a transaction is tried that keeps losing against others. */
const MAX_ATTEMPTS = 5;

/** One run of a transaction. */
interface Scope {
  running: boolean;
  readonly onCommit: (() => void)[];
}

const current = new AsyncLocalStorage<Scope>();

/**
 * Refuses a query that was made inside a transaction but bypasses it, on the store instead of on the records the
 * transaction handed out. On SQLite it would wait forever for the one connection; on PostgreSQL it would
 * silently not be part of the transaction.
 */
export const refuseStrayQueries: KyselyPlugin = {
  transformQuery({ node }) {
    refuseInsideTransaction();
    return node;
  },
  transformResult: async ({ result }) => result,
};

/**
 * Runs the work in one transaction: in the one that `db` already is, or in a new one. A new one that lost
 * against others (deadlock, serialization failure) is run again from its beginning.
 *
 * @throws {BotError} `ledger-unavailable` when it kept losing.
 */
export async function inTransaction<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  refuseInsideTransaction();
  try {
    return await retry(() => runOnce(db, work), {
      attempts: MAX_ATTEMPTS,
      isTransient: (error): error is unknown => isCollision(error),
    });
  } catch (error) {
    throw isCollision(error) ? databaseSilent(error) : error;
  }
}

/** Acts once the transaction that `db` is has been committed; immediately if it is none. */
export function afterCommit(db: Database, act: () => void): void {
  const scope = db.isTransaction ? current.getStore() : undefined;
  if (scope === undefined) act();
  else scope.onCommit.push(act);
}

async function runOnce<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  const scope: Scope = { running: true, onCommit: [] };
  const result = await db.transaction().execute(async (transaction) => {
    try {
      return await current.run(scope, () => work(transaction.withoutPlugins()));
    } finally {
      // What the work started and did not wait for still carries the scope, and may use the store again.
      scope.running = false;
    }
  });
  for (const act of scope.onCommit) act();
  return result;
}

function refuseInsideTransaction(): void {
  if (current.getStore()?.running === true) {
    throw new Error('Inside a transaction only the records it hands out may be used, not the store');
  }
}
