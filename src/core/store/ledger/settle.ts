import { sql } from 'kysely';
import type { SettlementBasis } from '../../model/money/ledger.ts';
import { type MicroDollars, ZERO } from '../../model/money/money.ts';
import type { Database } from '../database/schema.ts';
import {
  type Counter,
  type CounterKey,
  debtAfter,
  forUpdate,
  isCounter,
  isSameSeries,
  lockCounters,
  lockOrder,
} from './counters.ts';
import { advance, writeEntry } from './reservations.ts';

/** Settles a reservation with the amount spent. Must run inside a transaction. */
export async function settle(
  db: Database,
  id: string,
  spent: MicroDollars,
  basis: SettlementBasis,
  nowMs: number,
): Promise<void> {
  const { amount, entry } = await advance(db, id, 'settled', spent, nowMs);
  await writeEntry(db, { ...entry, kind: 'settle', amount: spent, basis, at: nowMs });
  await leaveCounters(db, id, amount, spent);
}

/** Releases a reservation. Must run inside a transaction. */
export async function release(db: Database, id: string, nowMs: number): Promise<void> {
  const { amount, entry } = await advance(db, id, 'released', null, nowMs);
  await writeEntry(db, { ...entry, kind: 'release', amount, at: nowMs });
  await leaveCounters(db, id, amount, ZERO);
}

/** Marks a reservation whose charge is unconfirmed; it stays reserved. Must run inside a transaction. */
export async function doubt(db: Database, id: string, nowMs: number): Promise<void> {
  const { amount, entry } = await advance(db, id, 'in-doubt', null, nowMs);
  await writeEntry(db, { ...entry, kind: 'doubt', amount, at: nowMs });
}

/**
 * Takes a reservation off its counters, and counts what was spent. The amount by which an older period
 * exceeds its limit carries over to the later periods that have begun already.
 */
async function leaveCounters(
  db: Database,
  reservation: string,
  amount: MicroDollars,
  spent: MicroDollars,
): Promise<void> {
  const left = await updateCounters(db, reservation, amount, spent);
  if (left.every(({ overshoot, debt }) => overshoot + debt === 0)) return;
  // A new query: the transaction that held the locks may have started the next period while the other query
  // waited.
  await carryDebts(db, left, await lockCounters(db, left, '>='));
}

/**
 * Locks a reservation's counters and the later periods of each, and changes them. One statement, for the same
 * reason as `reserveWhereRoom`.
 *
 * @returns the reservation's current counters.
 */
async function updateCounters(
  db: Database,
  reservation: string,
  amount: MicroDollars,
  spent: MicroDollars,
): Promise<readonly (CounterKey & Pick<Counter, 'overshoot' | 'debt'>)[]> {
  const overshoot = Math.max(0, spent - amount);
  const { rows } = await sql<CounterKey & Pick<Counter, 'overshoot' | 'debt'>>`
    with taken as (select scope, subject, period from reservation_scopes where reservation_id = ${reservation}),
    locked as (
      select scope_counters.period from scope_counters join taken using (scope, subject)
      where scope_counters.period >= taken.period
      order by ${lockOrder()} ${forUpdate(db)}
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

/** Raises the debt of every later counter to what the one before it leaves behind. */
async function carryDebts(
  db: Database,
  keys: readonly CounterKey[],
  locked: readonly Counter[],
): Promise<void> {
  for (const key of keys) {
    let [before, ...later] = locked.filter((one) => isSameSeries(one, key));
    for (const counter of later) {
      const debt = before === undefined ? 0 : debtAfter(before, counter.period);
      // If it is already that large, no later counter changes.
      if (debt <= counter.debt) break;
      await db
        .updateTable('scope_counters')
        .set({ debt })
        .where((eb) => isCounter(eb, counter))
        .execute();
      before = { ...counter, debt };
    }
  }
}
