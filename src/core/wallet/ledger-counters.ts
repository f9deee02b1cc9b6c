import { BotError } from '../model/errors.ts';
import { type ReserveAmount, SCOPES, type ScopeLimit, type ScopeTotals } from '../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../model/money/money.ts';
import type { Database } from '../store/schema.ts';
import { type Counter, type CounterKey, debtAfter, usedOf } from './counter.ts';
import { endHold, holdWhereRoom } from './counter-holds.ts';
import {
  createCounter,
  debtToCome,
  findCounter,
  isCounter,
  isSameSeries,
  lockCounters,
  readCounters,
} from './counter-rows.ts';

/**
 * Holds money on every counter, or on none, and answers how much. From here on everybody else who spends under one of
 * the limits waits until the transaction ends.
 *
 * @throws {BotError} `limit-reached` for the first scope in the fixed order that has too little left.
 */
export async function hold(
  db: Database,
  scopes: readonly ScopeLimit[],
  wanted: ReserveAmount,
): Promise<MicroDollars> {
  if (typeof wanted === 'number' && (await holdWhereRoom(db, scopes, wanted))) return wanted;
  const ordered = inFixedOrder(scopes);
  const seen = await readCounters(db, ordered);
  const begun = ordered.filter((scope) => findCounter(seen, scope) !== undefined);
  // Who is refused as things stand need not wait for anybody.
  decide(begun, seen, wanted);
  const amount = decide(ordered, await lockOrCreate(db, ordered, seen), wanted);
  if (await holdWhereRoom(db, ordered, amount)) return amount;
  throw new BotError('internal', 'Counters changed while they were locked');
}

/**
 * Ends a reservation's hold on every counter: the amount is no longer held, and `spent` is. What an older period goes
 * over its limit by is carried into the later ones that have begun already.
 */
export async function unhold(
  db: Database,
  reservation: string,
  amount: MicroDollars,
  spent: MicroDollars,
): Promise<void> {
  const ended = await endHold(db, reservation, amount, spent);
  if (ended.every(({ overshoot, debt }) => overshoot + debt === 0)) return;
  // A new query: while the other one waited for its locks, whoever had them may have begun the next period.
  await carryOn(db, ended, await lockCounters(db, ended, '>='));
}

/** Reads counters as they are now, in the order asked for. One that was never used has at most a debt. */
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
        debt: microDollarsOf(counter?.debt ?? (await debtToCome(db, scope))),
      };
    }),
  );
}

/** The order in which scopes are locked and refuse: people are told of the widest limit first. */
function inFixedOrder(scopes: readonly ScopeLimit[]): readonly ScopeLimit[] {
  return scopes.toSorted((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
}

async function lockOrCreate(
  db: Database,
  ordered: readonly ScopeLimit[],
  seen: readonly Counter[],
): Promise<readonly Counter[]> {
  // Counters are never removed, so what was seen is there. What was not is made in its turn, to keep to the order.
  if (ordered.every((scope) => findCounter(seen, scope) !== undefined)) return lockCounters(db, ordered);
  const locked: Counter[] = [];
  for (const scope of ordered) {
    if (findCounter(seen, scope) === undefined) locked.push(await createCounter(db, scope));
    else locked.push(...(await lockCounters(db, [scope])));
  }
  return locked;
}

/** Raises the debt of every later counter to what the one before it leaves behind. */
async function carryOn(db: Database, keys: readonly CounterKey[], locked: readonly Counter[]): Promise<void> {
  for (const key of keys) {
    let [before, ...later] = locked.filter((one) => isSameSeries(one, key) && one.period >= key.period);
    for (const counter of later) {
      const debt = before === undefined ? 0 : debtAfter(before, counter.period);
      // Where it is as large already, nothing changes from here on.
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

/** How much of what is wanted every counter has room for. */
function decide(
  ordered: readonly ScopeLimit[],
  counters: readonly Counter[],
  wanted: ReserveAmount,
): MicroDollars {
  const needed = typeof wanted === 'number' ? wanted : wanted.least;
  let most = typeof wanted === 'number' ? wanted : wanted.upTo;
  for (const scope of ordered) {
    const counter = findCounter(counters, scope);
    if (counter === undefined) throw new BotError('internal', `The counter ${scope.scope} is gone`);
    if (scope.limit === null) continue;
    const left = scope.limit - usedOf(counter);
    if (left < needed) throw refusal(scope, scope.limit, left, needed);
    if (most === null || left < most) most = microDollarsOf(left);
  }
  // Where nothing bounds it, everything there is cannot be held.
  return most ?? needed;
}

function refusal(
  { scope, resetsAtMs, zone, raisedBy }: ScopeLimit,
  limit: MicroDollars,
  left: number,
  needed: MicroDollars,
): BotError {
  return new BotError('limit-reached', `The limit ${scope} has too little left`, {
    facts: { scope, limit, left: Math.max(0, left), needed, resetsAtMs, zone, raisedBy },
  });
}
