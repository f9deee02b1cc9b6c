import { sql } from 'kysely';
import type { ScopeLimit } from '../model/money/ledger.ts';
import type { MicroDollars } from '../model/money/money.ts';
import type { Database } from '../store/schema.ts';
import type { Counter, CounterKey } from './counter.ts';
import { fixedOrder, isPostgres } from './counter-rows.ts';

// Whoever spends stands in line behind the operator's counters, and whoever has them keeps the line waiting for every
// way to the database and back. So to lock counters in the fixed order and to change them is one statement here.

/**
 * Holds money on every counter, or on none. Limits are compared with the counters as they are once they are locked.
 *
 * @returns false where one does not exist or has no room; where that was so already, without waiting for anybody.
 */
export async function holdWhereRoom(
  db: Database,
  scopes: readonly ScopeLimit[],
  amount: MicroDollars,
): Promise<boolean> {
  if (scopes.length === 0) return true;
  const all = sql.lit(scopes.length);
  const asked = scopes.map(
    ({ scope, subject, period, limit }) => sql`(${scope}, ${subject}, ${period}, cast(${limit} as bigint))`,
  );
  const hasRoom = sql`(cap is null or held + spent + debt + cast(${amount} as bigint) <= cap)`;
  const { numAffectedRows } = await sql`
    with asked (scope, subject, period, cap) as (values ${sql.join(asked)}),
    promising as (
      select count(*) as counters from scope_counters join asked using (scope, subject, period) where ${hasRoom}
    ),
    locked as (
      select scope_counters.*, cap from scope_counters join asked using (scope, subject, period)
      where (select counters from promising) = ${all}
      order by ${fixedOrder()} ${forUpdate(db)}
    )
    update scope_counters
    set held = scope_counters.held + cast(${amount} as bigint), capped_at = cap
    from locked
    where scope_counters.scope = locked.scope and scope_counters.subject = locked.subject
      and scope_counters.period = locked.period and (select count(*) from locked where ${hasRoom}) = ${all}`.execute(
    db,
  );
  return Number(numAffectedRows) === scopes.length;
}

/** A counter after a hold on it has ended, and whether it may be over its limit. */
type Ended = CounterKey & Pick<Counter, 'overshoot' | 'debt'>;

/**
 * Ends a reservation's hold on every counter: the amount is no longer held, and `spent` is. The later periods of its
 * counters are locked with them.
 *
 * @returns its counters as they are now.
 */
export async function endHold(
  db: Database,
  reservation: string,
  amount: MicroDollars,
  spent: MicroDollars,
): Promise<readonly Ended[]> {
  const overshoot = Math.max(0, spent - amount);
  const { rows } = await sql<Ended>`
    with taken as (select scope, subject, period from reservation_scopes where reservation_id = ${reservation}),
    locked as (
      select scope_counters.period from scope_counters join taken using (scope, subject)
      where scope_counters.period >= taken.period
      order by ${fixedOrder()} ${forUpdate(db)}
    )
    update scope_counters
    set held = scope_counters.held - cast(${amount} as bigint),
      spent = scope_counters.spent + cast(${spent} as bigint),
      overshoot = scope_counters.overshoot + cast(${overshoot} as bigint)
    from taken
    where scope_counters.scope = taken.scope and scope_counters.subject = taken.subject
      and scope_counters.period = taken.period and (select count(*) from locked) > 0
    returning scope_counters.scope, scope_counters.subject, scope_counters.period, scope_counters.overshoot,
      scope_counters.debt`.execute(db);
  return rows;
}

function forUpdate(db: Database) {
  return isPostgres(db) ? sql`for update of scope_counters` : sql``;
}
