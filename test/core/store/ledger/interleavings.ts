import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { ScopeLimit } from '../../../../src/core/model/money/counter.ts';
import type { Ledger } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import type { StorePair } from '../harness.ts';
import { isLimitReached, orderOf, scopesOf } from './orders.ts';

/** One thing someone does to the ledger. `which` picks among the reservations made so far. */
type Step =
  | { readonly do: 'reserve'; readonly amount: number; readonly tenant: number }
  | { readonly do: 'settle'; readonly which: number; readonly amount: number }
  | { readonly do: 'release' | 'doubt'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('reserve'), amount: fc.nat(60), tenant: fc.nat(2) }),
  fc.record({ do: fc.constant('settle'), which: fc.nat(20), amount: fc.nat(80) }),
  fc.record({ do: fc.constantFrom('release', 'doubt'), which: fc.nat(20) }),
);

/** A transaction of several steps; it breaks off after `crashAfter` of them, if that comes first. */
interface Script {
  readonly steps: readonly Step[];
  readonly crashAfter: number;
}
const script: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  crashAfter: fc.oneof({ weight: 2, arbitrary: fc.constant(99) }, { weight: 1, arbitrary: fc.nat(3) }),
});

class Crash extends Error {}

/** Money under many hands at once, and under transactions that break off anywhere. */
export function describeInterleavings(pair: () => StorePair): void {
  test('no interleaving of many reservations at once ever exceeds a limit', async () => {
    const { one, other } = pair();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 10, maxLength: 30 }),
        async (amounts) => {
          const limit = 100;
          const scopes = scopesOf(randomUUID(), limit);
          const outcomes = await Promise.allSettled(
            amounts.map((amount, index) =>
              (index % 2 === 0 ? one : other).ledger.reserve(orderOf(amount, scopes)),
            ),
          );
          let taken = 0;
          let smallestRefused = Number.POSITIVE_INFINITY;
          for (const [index, outcome] of outcomes.entries()) {
            const amount = amounts[index] ?? 0;
            if (outcome.status === 'fulfilled') taken += amount;
            else if (isLimitReached(outcome.reason)) smallestRefused = Math.min(smallestRefused, amount);
            else throw outcome.reason;
          }
          assert.ok(taken <= limit, `${taken} were taken`);
          assert.ok(taken + smallestRefused > limit, 'something was refused that fitted');
          for (const { held } of await one.ledger.totals(scopes)) assert.equal(held, taken);
        },
      ),
      { numRuns: process.env['PROVE'] === undefined ? 5 : 15 },
    );
  });

  test('work that shares counters waits for the others, and none has to begin again', async () => {
    const { one, other } = pair();
    const scopes = scopesOf(randomUUID(), 1_000);
    const callers = 40;
    let begun = 0;
    await Promise.all(
      Array.from({ length: callers }, async (_, index) => {
        const store = index % 2 === 0 ? one : other;
        const order = orderOf(1, index % 3 === 0 ? scopes.toReversed() : scopes);
        const run = (act: (ledger: Ledger) => Promise<unknown>) =>
          store.transaction(async ({ ledger }) => {
            begun += 1;
            await act(ledger);
          });
        await run((ledger) => ledger.reserve(order));
        await run((ledger) => ledger.settle(order.id, microDollarsOf(2), 'credits', 2));
      }),
    );
    // Two that wait for each other are told apart by the database, and one of them is run again.
    assert.equal(begun, 2 * callers);
    for (const { held, spent } of await one.ledger.totals(scopes)) assert.deepEqual([held, spent], [0, 80]);
  });

  test('who is refused as things stand does not wait for those who are spending', async () => {
    const { one, other } = pair();
    // A transaction on SQLite has the database to itself.
    if (one.kind === 'sqlite') return;
    const scopes = scopesOf(randomUUID(), 100);
    await one.ledger.reserve(orderOf(60, scopes));
    const [held, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await Promise.all([
      one.transaction(async ({ ledger }) => {
        await ledger.reserve(orderOf(20, scopes));
        held.resolve();
        await answered.promise;
      }),
      held.promise
        .then(() => assert.rejects(other.ledger.reserve(orderOf(41, scopes)), isLimitReached))
        .finally(answered.resolve),
    ]);
  });

  test('after any interleaving and any crash the counters equal the sum over the reservations', async () => {
    const { one, other } = pair();
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 2, maxLength: 12 }), async (scripts) => {
        const run = randomUUID();
        const known: string[] = [];
        await Promise.all(
          scripts.map((it, index) => runScript(index % 2 === 0 ? one : other, it, run, known)),
        );
        await assertCountersMatch(pair(), run);
      }),
      { numRuns: process.env['PROVE'] === undefined ? 12 : 40 },
    );
  });

  test('a transaction that breaks off after any of its steps changes nothing', async () => {
    const { one, rows } = pair();
    const scopes = scopesOf('statements', 100);
    const order = orderOf(10, scopes, 'statements');
    await one.ledger.reserve(order);
    const snapshot = () =>
      rows(
        `select c.*, (select state from reservations where id = 'statements') as state,
           (select count(*) from ledger_entries) as entries
         from scope_counters c where subject = 'statements' order by scope, period`,
      );
    const before = await snapshot();
    const acts: ((ledger: Ledger) => Promise<unknown>)[] = [
      (ledger) => ledger.reserve(orderOf(5, scopes)),
      (ledger) => ledger.doubt(order.id, 2),
      (ledger) => ledger.settle(order.id, microDollarsOf(7), 'credits', 3),
    ];
    for (let length = 1; length <= acts.length; length += 1) {
      const broken = one.transaction(async ({ ledger }) => {
        for (const act of acts.slice(0, length)) await act(ledger);
        throw new Crash();
      });
      await assert.rejects(broken, Crash);
      assert.deepEqual(await snapshot(), before);
    }
  });
}

async function runScript(store: Store, { steps, crashAfter }: Script, run: string, known: string[]) {
  const made: string[] = [];
  try {
    await store.transaction(async ({ ledger }) => {
      // A transaction may be run again from its beginning.
      made.length = 0;
      for (const [index, it] of steps.entries()) {
        if (index === crashAfter) throw new Crash();
        await take(ledger, it, run, [...known, ...made], made);
      }
    });
    known.push(...made);
  } catch (error) {
    // A refusal and a wrong state are answers; they roll back like a crash.
    if (!(error instanceof Crash || (error instanceof BotError && error.code !== 'ledger-unavailable'))) {
      throw error;
    }
  }
}

async function take(ledger: Ledger, it: Step, run: string, known: readonly string[], made: string[]) {
  if (it.do === 'reserve') {
    const order = orderOf(it.amount, scopesIn(run, it.tenant));
    await ledger.reserve(order);
    made.push(order.id);
    return;
  }
  const id = known[it.which % Math.max(1, known.length)];
  if (id === undefined) return;
  if (it.do === 'settle') await ledger.settle(id, microDollarsOf(it.amount), 'credits', 2);
  else await ledger[it.do](id, 2);
}

/** Three tenants under one operator, so that transactions share some counters and not others. */
function scopesIn(run: string, tenant: number): ScopeLimit[] {
  return scopesOf(run, 150).map((scope) =>
    scope.scope.startsWith('operator') ? scope : { ...scope, subject: `${run}/${tenant}` },
  );
}

async function assertCountersMatch({ rows }: StorePair, run: string): Promise<void> {
  const wrong = await rows(
    `select c.scope, c.subject, c.held, c.spent, coalesce(s.held, 0) as sum_held, coalesce(s.spent, 0) as sum_spent
     from scope_counters c
     left join (
       select rs.scope, rs.subject, rs.period,
         sum(case when r.state in ('held', 'in-doubt') then r.amount else 0 end) as held,
         sum(case when r.state = 'settled' then r.spent else 0 end) as spent
       from reservation_scopes rs join reservations r on r.id = rs.reservation_id
       group by rs.scope, rs.subject, rs.period
     ) s on s.scope = c.scope and s.subject = c.subject and s.period = c.period
     where c.subject like '${run}%' and (c.held <> coalesce(s.held, 0) or c.spent <> coalesce(s.spent, 0))`,
  );
  assert.deepEqual(wrong, []);
}
