import { type ExpressionBuilder, sql } from 'kysely';
import { BotError } from '../errors.ts';
import type { Database, ScopeCountersTable, Tables } from '../store/schema.ts';
import { SCOPES, type ScopeLimit, type ScopeTotals } from './ledger.ts';
import { type MicroDollars, microDollarsOf, ZERO } from './money.ts';

/** Names one counter. */
type CounterKey = Pick<ScopeCountersTable, 'scope' | 'subject' | 'period'>;

/**
 * The order in which counters are touched, everywhere. Two transactions that share counters then wait for
 * each other instead of deadlocking, and people are told of the widest limit first.
 */
function inFixedOrder<T extends CounterKey>(counters: readonly T[]): T[] {
  const rank = (key: CounterKey) => SCOPES.indexOf(key.scope);
  const name = (key: CounterKey) => `${key.subject}\n${key.period}`;
  return counters.toSorted((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}

/**
 * Holds the amount on every counter, or on none.
 *
 * @throws {BotError} `limit-reached` for the first scope in the fixed order that has too little left.
 */
export async function hold(db: Database, scopes: readonly ScopeLimit[], amount: MicroDollars): Promise<void> {
  const ordered = inFixedOrder(scopes);
  if (ordered.length === 0) return;
  await db
    .insertInto('scope_counters')
    .values(ordered.map(({ scope, subject, period }) => ({ scope, subject, period, held: 0, spent: 0 })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  for (const [index, limit] of ordered.entries()) {
    if (await holdOne(db, limit, amount)) continue;
    // The transaction is expected to be rolled back; should its owner go on all the same, nothing is left over.
    for (const taken of ordered.slice(0, index)) await change(db, taken, -amount, 0);
    throw await refusal(db, limit, amount);
  }
}

/** Changes what is held and what is spent on every counter, in the fixed order. */
export async function changeAll(
  db: Database,
  counters: readonly CounterKey[],
  heldBy: number,
  spentBy: number,
): Promise<void> {
  for (const counter of inFixedOrder(counters)) await change(db, counter, heldBy, spentBy);
}

/** Reads counters as they are now, in the order asked for. One that was never used is empty. */
export async function readTotals(
  db: Database,
  scopes: readonly ScopeLimit[],
): Promise<readonly ScopeTotals[]> {
  if (scopes.length === 0) return [];
  const rows = await db
    .selectFrom('scope_counters')
    .selectAll()
    .where((eb) => eb.or(scopes.map((scope) => isCounter(eb, scope))))
    .execute();
  return scopes.map((scope) => {
    const row = rows.find(
      (it) => it.scope === scope.scope && it.subject === scope.subject && it.period === scope.period,
    );
    return {
      ...scope,
      held: row === undefined ? ZERO : microDollarsOf(row.held),
      spent: row === undefined ? ZERO : microDollarsOf(row.spent),
    };
  });
}

async function holdOne(db: Database, limit: ScopeLimit, amount: MicroDollars): Promise<boolean> {
  const update = db
    .updateTable('scope_counters')
    .set((eb) => ({ held: eb('held', '+', amount) }))
    .where((eb) => isCounter(eb, limit));
  // The check and the change are one statement: no other transaction can come between them.
  const guarded =
    limit.limit === null ? update : update.where(sql<boolean>`held + spent + ${amount} <= ${limit.limit}`);
  const { numUpdatedRows } = await guarded.executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

async function change(db: Database, counter: CounterKey, heldBy: number, spentBy: number): Promise<void> {
  await db
    .updateTable('scope_counters')
    .set((eb) => ({ held: eb('held', '+', heldBy), spent: eb('spent', '+', spentBy) }))
    .where((eb) => isCounter(eb, counter))
    .execute();
}

async function refusal(db: Database, limit: ScopeLimit, needed: MicroDollars): Promise<BotError> {
  const [totals] = await readTotals(db, [limit]);
  const max = limit.limit ?? ZERO;
  const left = Math.max(0, max - (totals?.held ?? ZERO) - (totals?.spent ?? ZERO));
  return new BotError('limit-reached', `The limit ${limit.scope} has too little left`, {
    facts: { scope: limit.scope, limit: max, left, needed, resetsAtMs: limit.resetsAtMs },
  });
}

function isCounter(eb: ExpressionBuilder<Tables, 'scope_counters'>, key: CounterKey) {
  return eb.and({ scope: key.scope, subject: key.subject, period: key.period });
}
