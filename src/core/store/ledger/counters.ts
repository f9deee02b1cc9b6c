import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { SCOPES, type ScopeLimit, type ScopeTotals } from '../../model/money/counter.ts';
import { microDollarsOf } from '../../model/money/money.ts';
import { isPostgres } from '../database/is-postgres.ts';
import type { Database, ScopeCountersTable, Tables } from '../database/schema.ts';

const DAY_MS = 86_400_000;

/** One counter as it is stored. Amounts are micro-dollars. */
export type Counter = Selectable<ScopeCountersTable>;

/** Names one counter. */
export type CounterKey = Pick<Counter, 'scope' | 'subject' | 'period'>;

/** Reads the counters that exist, without locking them. */
export async function readCounters(db: Database, keys: readonly CounterKey[]): Promise<readonly Counter[]> {
  if (keys.length === 0) return [];
  return db
    .selectFrom('scope_counters')
    .selectAll()
    .where((eb) => eb.or(keys.map((key) => isCounter(eb, key))))
    .execute();
}

/** Reads how full scopes are, in the requested order. A counter that was never used has at most a debt. */
export async function readTotals(
  db: Database,
  scopes: readonly ScopeLimit[],
): Promise<readonly ScopeTotals[]> {
  const counters = await readCounters(db, scopes);
  return Promise.all(
    scopes.map(async (scope) => {
      const counter = findCounter(counters, scope);
      return {
        ...scope,
        held: microDollarsOf(counter?.held ?? 0),
        spent: microDollarsOf(counter?.spent ?? 0),
        overshoot: microDollarsOf(counter?.overshoot ?? 0),
        debt: microDollarsOf(counter?.debt ?? debtFrom(await latestBefore(db, scope, false), scope)),
      };
    }),
  );
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
    .orderBy(lockOrder())
    .$if(isPostgres(db), (query) => query.forUpdate())
    .execute();
}

/** Sorts counters in SQL in the order in which they are locked. */
export function lockOrder() {
  const ranks = SCOPES.map((scope, rank) => sql`when ${sql.lit(scope)} then ${sql.lit(rank)}`);
  const scope = sql`case scope_counters.scope ${sql.join(ranks, sql` `)} end`;
  return sql`${scope}, scope_counters.subject, scope_counters.period`;
}

/** Locks the counters a raw statement selects, on databases that need row locks. */
export function forUpdate(db: Database) {
  return isPostgres(db) ? sql`for update of scope_counters` : sql``;
}

/** Creates the counter of a new period, unless it exists, with the debt of the one before, and locks it. */
export async function createCounter(db: Database, key: CounterKey): Promise<Counter> {
  let earlier = await latestBefore(db, key, true);
  // The transaction that had it locked may have created a later one meanwhile, which only a new query sees.
  while (earlier !== undefined) {
    const again = await latestBefore(db, key, true);
    if (again?.period === earlier.period) break;
    earlier = again;
  }
  const { scope, subject, period } = key;
  return (
    db
      .insertInto('scope_counters')
      .values({ scope, subject, period, held: 0, spent: 0, debt: debtFrom(earlier, key) })
      // A write that changes nothing: it waits for the transaction that created the counter, and returns its
      // current state.
      .onConflict((conflict) => conflict.columns(['scope', 'subject', 'period']).doUpdateSet({ scope }))
      .returningAll()
      .executeTakeFirstOrThrow()
  );
}

/**
 * Calculates the debt that a later period of the same counter starts with: how far this one exceeds its
 * limit, as far as jobs that cost more than was reserved, or an earlier debt, caused it. Lowering a limit
 * below what is spent creates no debt. Every period without a job in between pays back its whole limit.
 */
export function debtAfter(
  { period, spent, overshoot, debt, capped_at: limit }: Omit<Counter, 'held'>,
  later: string,
): number {
  if (limit === null) return 0;
  const over = Math.min(overshoot + debt, spent + debt - limit);
  return Math.max(0, over - (stepsBetween(period, later) - 1) * limit);
}

/** Finds the counter that the key names. */
export function findCounter(counters: readonly Counter[], key: CounterKey): Counter | undefined {
  return counters.find((one) => isSameSeries(one, key) && one.period === key.period);
}

/** Whether two counters differ only in their period. */
export function isSameSeries(one: CounterKey, other: CounterKey): boolean {
  return one.scope === other.scope && one.subject === other.subject;
}

/** Matches the row of a counter, or with `>=` also the later ones of the same scope and subject. */
export function isCounter(
  eb: ExpressionBuilder<Tables, 'scope_counters'>,
  { scope, subject, period }: CounterKey,
  periods: '=' | '>=' = '=',
) {
  return eb.and([eb('scope', '=', scope), eb('subject', '=', subject), eb('period', periods, period)]);
}

function debtFrom(earlier: Counter | undefined, { period }: CounterKey): number {
  return earlier === undefined ? 0 : debtAfter(earlier, period);
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

/** Counts the months or days from the first period to the second. */
function stepsBetween(period: string, later: string): number {
  const [from, to] = [new Date(period), new Date(later)];
  if (period.length > 'YYYY-MM'.length) return Math.round((to.getTime() - from.getTime()) / DAY_MS);
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  return years * 12 + to.getUTCMonth() - from.getUTCMonth();
}
