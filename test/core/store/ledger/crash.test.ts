import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kysely, type KyselyPlugin } from 'kysely';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Tables } from '../../../../src/core/store/database/schema.ts';
import { inTransaction } from '../../../../src/core/store/database/transaction.ts';
import { SqlLedger } from '../../../../src/core/store/ledger/sql-ledger.ts';
import { migrate } from '../../../../src/core/store/migrations/migrate.ts';
import { NodeSqliteDialect } from '../../../../src/core/store/sqlite/dialect.ts';
import { orderOf, scopesOf } from './orders.ts';

class Crash extends Error {}

/** Lets so many statements through and breaks off before the next. */
function crashAfter(statements: number): KyselyPlugin {
  let left = statements;
  return {
    transformQuery({ node }) {
      if (left === 0) throw new Crash();
      left -= 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

test('a crash between any two statements of the ledger leaves every table as it was', async () => {
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(':memory:') });
  await migrate(db);
  const ledger = new SqlLedger(db);
  const scopes = scopesOf('crash', 100);
  const snapshot = async () => ({
    counters: await db.selectFrom('scope_counters').selectAll().execute(),
    reservations: await db.selectFrom('reservations').selectAll().execute(),
    scopes: await db.selectFrom('reservation_scopes').selectAll().execute(),
    entries: await db.selectFrom('ledger_entries').selectAll().execute(),
    spending: await db.selectFrom('archived_spending').selectAll().execute(),
    archivedEntries: await db.selectFrom('archived_entries').selectAll().execute(),
  });
  const acts: Record<string, (it: SqlLedger, id: string) => Promise<unknown>> = {
    reserve: (it) => it.reserve(orderOf(5, scopes)),
    doubt: (it, id) => it.doubt(id, 2),
    settle: (it, id) => it.settle(id, microDollarsOf(7), 'credits', 2),
    release: (it, id) => it.release(id, 2),
    archive: (it) => it.archive({ endedBeforeMs: 10, foldBeforeDay: '2020-01-01', limit: 99 }),
    fold: (it) => it.archive({ endedBeforeMs: 0, foldBeforeDay: '2100-01-01', limit: 99 }),
  };
  try {
    for (const [name, act] of Object.entries(acts)) {
      const order = orderOf(10, scopes);
      await ledger.reserve(order);
      const before = await snapshot();
      let statements = 0;
      const attempt = () =>
        inTransaction(db, (transaction) =>
          act(new SqlLedger(transaction.withPlugin(crashAfter(statements))), order.id),
        );
      while (await crashes(attempt)) {
        assert.deepEqual(await snapshot(), before, `${name}, after ${statements} statements`);
        statements += 1;
      }
      assert.ok(statements >= 2, `${name} has several statements`);
      assert.notDeepEqual(await snapshot(), before);
    }
  } finally {
    await db.destroy();
  }
});

async function crashes(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
}
