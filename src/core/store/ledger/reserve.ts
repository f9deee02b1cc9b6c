import { sql } from 'kysely';
import type { ErrorCode } from '../../model/error-codes.ts';
import { BotError } from '../../model/errors.ts';
import { limitReached, linkDebtOf, SCOPES, type ScopeLimit, usedOf } from '../../model/money/counter.ts';
import type { ReserveAmount, ReserveOrder } from '../../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf, ZERO } from '../../model/money/money.ts';
import type { Database } from '../database/schema.ts';
import {
  type Counter,
  createCounter,
  findCounter,
  forUpdate,
  lockCounters,
  lockOrder,
  readCounters,
} from './counters.ts';
import { eraseReservation, writeReservation } from './reservations.ts';

/**
 * Reserves money on every counter, or on none. Must run inside a transaction: until it ends, all other
 * spending under the same limits waits.
 *
 * @returns how much was reserved.
 * @throws {BotError} `limit-reached` for the first scope in the fixed order that has too little left;
 * `link-debt` for a link, while an earlier one has to be paid back.
 */
export async function reserve(db: Database, order: ReserveOrder): Promise<MicroDollars> {
  const { id, amount } = order;
  if (typeof amount !== 'number') {
    const reserved = await reserveOnCounters(db, order, amount);
    await writeReservation(db, order, reserved);
    return reserved;
  }
  // What needs no counters comes before they are locked: all other spending waits for them.
  await writeReservation(db, order, amount);
  try {
    if (await reserveWhereRoom(db, order, amount)) return amount;
    return await reserveOnCounters(db, order, amount);
  } catch (error) {
    // The transaction should be rolled back now. If its owner continues all the same, nothing must be left
    // over.
    if (error instanceof BotError && REFUSALS.has(error.code)) await eraseReservation(db, id);
    throw error;
  }
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['limit-reached', 'link-debt']);

/** The counters of a reservation, and whether links count on them. */
type Counters = Pick<ReserveOrder, 'scopes' | 'isLink'>;

/** Determines step by step how much can be reserved. Throws when nothing can. */
async function reserveOnCounters(
  db: Database,
  { scopes, isLink = false }: Counters,
  wanted: ReserveAmount,
): Promise<MicroDollars> {
  // The widest limit comes first in a refusal.
  const ordered = scopes.toSorted((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
  const seen = await readCounters(db, ordered);
  const begun = ordered.filter((scope) => findCounter(seen, scope) !== undefined);
  // What the current totals already refuse does not have to wait for locks.
  roomFor(begun, seen, wanted, isLink);
  const amount = roomFor(ordered, await lockOrCreate(db, ordered, seen), wanted, isLink);
  if (await reserveWhereRoom(db, { scopes: ordered, isLink }, amount)) return amount;
  throw new BotError('internal', 'Counters changed while they were locked');
}

/**
 * Reserves the amount on every counter, or on none. Limits are compared with the counters once they are
 * locked. All spending waits for the bot owner's counters, and a transaction that has them locked keeps the
 * others waiting for every round trip to the database. So locking in the fixed order and changing is one
 * statement.
 *
 * @returns false if a counter does not exist or has no room; without waiting, if that was already so.
 */
async function reserveWhereRoom(
  db: Database,
  { scopes, isLink = false }: Counters,
  amount: MicroDollars,
): Promise<boolean> {
  if (scopes.length === 0) return true;
  const all = sql.lit(scopes.length);
  const asked = scopes.map(
    ({ scope, subject, period, limit }) => sql`(${scope}, ${subject}, ${period}, cast(${limit} as bigint))`,
  );
  const fits = sql`(cap is null or held + spent + debt + cast(${amount} as bigint) <= cap)`;
  const hasRoom = isLink ? sql`(${fits} and ${hasNoLinkDebt})` : fits;
  const { numAffectedRows } = await sql`
    with asked (scope, subject, period, cap) as (values ${sql.join(asked)}),
    promising as (
      select count(*) as counters from scope_counters join asked using (scope, subject, period) where ${hasRoom}
    ),
    locked as (
      select scope_counters.*, cap from scope_counters join asked using (scope, subject, period)
      where (select counters from promising) = ${all}
      order by ${lockOrder()} ${forUpdate(db)}
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

/** The condition of {@link linkDebtOf} in SQL. */
const hasNoLinkDebt = sql`
  (scope in ('operator-month', 'operator-day') or (debt = 0 and (overshoot = 0 or scope <> 'tenant-day')))`;

async function lockOrCreate(
  db: Database,
  ordered: readonly ScopeLimit[],
  seen: readonly Counter[],
): Promise<readonly Counter[]> {
  // Counters are never removed, so those seen still exist. Others are created in turn, to keep to the order.
  if (ordered.every((scope) => findCounter(seen, scope) !== undefined)) return lockCounters(db, ordered);
  const locked: Counter[] = [];
  for (const scope of ordered) {
    if (findCounter(seen, scope) === undefined) locked.push(await createCounter(db, scope));
    else locked.push(...(await lockCounters(db, [scope])));
  }
  return locked;
}

/** Returns how much of the wanted amount every counter has room for. */
function roomFor(
  ordered: readonly ScopeLimit[],
  counters: readonly Counter[],
  wanted: ReserveAmount,
  isLink: boolean,
): MicroDollars {
  const needed = typeof wanted === 'number' ? wanted : wanted.least;
  let most = typeof wanted === 'number' ? wanted : wanted.upTo;
  for (const scope of ordered) {
    const counter = findCounter(counters, scope);
    if (counter === undefined) throw new BotError('internal', `The counter ${scope.scope} is gone`);
    const debt = isLink ? linkDebtOf(counter) : ZERO;
    if (debt > 0) throw debtRefusal(scope, debt);
    if (scope.limit === null) continue;
    const left = scope.limit - usedOf(counter);
    if (left < needed) throw limitReached(scope, scope.limit, usedOf(counter), needed);
    if (most === null || left < most) most = microDollarsOf(left);
  }
  // Without any limit, “all that is left” cannot be reserved.
  return most ?? needed;
}

function debtRefusal({ scope, resetsAtMs, zone }: ScopeLimit, debt: MicroDollars): BotError {
  return new BotError('link-debt', 'An earlier link cost more than was reserved', {
    facts: { scope, debt, resetsAtMs, zone },
  });
}
