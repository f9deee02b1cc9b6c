import { type ExpressionBuilder, PostgresAdapter, sql } from 'kysely';
import { SCOPES } from '../model/money/ledger.ts';
import type { Database, Tables } from '../store/schema.ts';
import { type Counter, type CounterKey, debtAfter } from './counter.ts';

/** The counters that exist, read without making anybody wait. */
export async function readCounters(db: Database, keys: readonly CounterKey[]): Promise<readonly Counter[]> {
  if (keys.length === 0) return [];
  return db
    .selectFrom('scope_counters')
    .selectAll()
    .where((eb) => eb.or(keys.map((key) => isCounter(eb, key))))
    .execute();
}

/**
 * Locks counters until the transaction ends, by scope, subject and period. The order is the same everywhere, so that
 * two transactions that share counters wait for each other instead of deadlocking.
 *
 * @param periods with `>=` also every later counter of the same scope and subject.
 */
export async function lockCounters(
  db: Database,
  keys: readonly CounterKey[],
  periods: '=' | '>=' = '=',
): Promise<readonly Counter[]> {
  if (keys.length === 0) return [];
  return db
    .selectFrom('scope_counters')
    .selectAll()
    .where((eb) => eb.or(keys.map((key) => isCounter(eb, key, periods))))
    .orderBy(fixedOrder())
    .$if(isPostgres(db), (query) => query.forUpdate())
    .execute();
}

/** The order in which counters are locked. */
export function fixedOrder() {
  const ranks = SCOPES.map((scope, rank) => sql`when ${sql.lit(scope)} then ${sql.lit(rank)}`);
  const scope = sql`case scope_counters.scope ${sql.join(ranks, sql` `)} end`;
  return sql`${scope}, scope_counters.subject, scope_counters.period`;
}

/** Makes the counter of a new period, unless it exists, with the debt of the one before, and locks it. */
export async function createCounter(db: Database, key: CounterKey): Promise<Counter> {
  let earlier = await latestBefore(db, key, true);
  // Whoever held that one may have made a later one meanwhile, which only a new query sees.
  while (earlier !== undefined) {
    const again = await latestBefore(db, key, true);
    if (again?.period === earlier.period) break;
    earlier = again;
  }
  const { scope, subject, period } = key;
  const debt = earlier === undefined ? 0 : debtAfter(earlier, period);
  return (
    db
      .insertInto('scope_counters')
      .values({ scope, subject, period, held: 0, spent: 0, debt })
      // A write that changes nothing: it waits for whoever made the counter, and answers it as it is then.
      .onConflict((conflict) => conflict.columns(['scope', 'subject', 'period']).doUpdateSet({ scope }))
      .returningAll()
      .executeTakeFirstOrThrow()
  );
}

/** The debt with which a counter that does not exist yet would begin. */
export async function debtToCome(db: Database, key: CounterKey): Promise<number> {
  const earlier = await latestBefore(db, key, false);
  return earlier === undefined ? 0 : debtAfter(earlier, key.period);
}

/** The one among the counters that the key names. */
export function findCounter(counters: readonly Counter[], key: CounterKey): Counter | undefined {
  return counters.find((one) => isSameSeries(one, key) && one.period === key.period);
}

/** True for two counters that differ in nothing but the period. */
export function isSameSeries(one: CounterKey, other: CounterKey): boolean {
  return one.scope === other.scope && one.subject === other.subject;
}

/** The condition that a row is the counter, or one of the same scope and subject that is not earlier. */
export function isCounter(
  eb: ExpressionBuilder<Tables, 'scope_counters'>,
  { scope, subject, period }: CounterKey,
  periods: '=' | '>=' = '=',
) {
  return eb.and([eb('scope', '=', scope), eb('subject', '=', subject), eb('period', periods, period)]);
}

function latestBefore(
  db: Database,
  { scope, subject, period }: CounterKey,
  isLocked: boolean,
): Promise<Counter | undefined> {
  return db
    .selectFrom('scope_counters')
    .selectAll()
    .where((eb) => eb.and({ scope, subject }))
    .where('period', '<', period)
    .orderBy('period', 'desc')
    .limit(1)
    .$if(isLocked && isPostgres(db), (query) => query.forUpdate())
    .executeTakeFirst();
}

/** True where rows have to be locked. On SQLite a transaction has the whole database to itself. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
