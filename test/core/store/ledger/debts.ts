import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { SCOPES, type ScopeLimit } from '../../../../src/core/model/money/counter.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { StorePair } from '../harness.ts';
import { isLimitReached, orderOf, scopesOf } from './orders.ts';

const [NOVEMBER, DECEMBER, JANUARY, JUNE] = ['2026-11', '2026-12', '2027-01', '2027-06'];

/** What jobs cost more than was reserved, and what happens to it when the period is over. */
export function describeDebts(pair: () => StorePair): void {
  const month = (subject: string, period: string, limit: number | null): ScopeLimit[] =>
    scopesOf(subject, limit ?? 0, limit === null ? [] : ['tenant-month'])
      .filter(({ scope }) => scope === 'tenant-month')
      .map((scope) => ({ ...scope, period }));
  const totalsOf = async (scopes: readonly ScopeLimit[]) => {
    const [total] = await pair().other.ledger.totals(scopes);
    return { held: total?.held, spent: total?.spent, overshoot: total?.overshoot, debt: total?.debt };
  };
  const debtOf = async (scopes: readonly ScopeLimit[]) => (await totalsOf(scopes)).debt;
  const spend = async (scopes: readonly ScopeLimit[], amount: number, cost = amount) => {
    const { ledger } = pair().one;
    const order = orderOf(amount, scopes);
    await ledger.reserve(order);
    await ledger.settle(order.id, microDollarsOf(cost), 'credits', 2);
  };

  test('a job that costs more than was reserved is counted in full, and the difference shown', async () => {
    const scopes = scopesOf('overshoot', 100);
    await spend(scopes, 60, 85);
    for (const { held, spent, overshoot, debt } of await pair().one.ledger.totals(scopes)) {
      assert.deepEqual({ held, spent, overshoot, debt }, { held: 0, spent: 85, overshoot: 25, debt: 0 });
    }
  });

  test('what never costs more than was reserved never overshoots, in whatever order it ends', async () => {
    const job = fc.record({ amount: fc.nat(100), saved: fc.nat(100), ends: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 6 }), async (jobs) => {
        const scopes = scopesOf(randomUUID(), 10_000);
        const { ledger } = pair().one;
        const orders = jobs.map((one) => ({ ...one, order: orderOf(one.amount, scopes) }));
        for (const { order } of orders) await ledger.reserve(order);
        for (const { order, amount, saved } of orders.toSorted((a, b) => a.ends - b.ends)) {
          await ledger.settle(order.id, microDollarsOf(Math.max(0, amount - saved)), 'credits', 2);
        }
        for (const { overshoot, debt } of await ledger.totals(scopes)) assert.equal(overshoot + debt, 0);
      }),
      { numRuns: 5 },
    );
  });

  test('what a period is over its limit by is owed by the next, before it begins and after', async () => {
    const name = 'carried';
    await spend(month(name, NOVEMBER, 100), 60, 130);
    const december = month(name, DECEMBER, 100);
    assert.deepEqual(await totalsOf(december), { held: 0, spent: 0, overshoot: 0, debt: 30 });
    await assert.rejects(pair().one.ledger.reserve(orderOf(71, december)), (error) => {
      assert.ok(isLimitReached(error));
      assert.equal(error.facts['left'], 70);
      return true;
    });
    await spend(december, 70);
    assert.deepEqual(await totalsOf(december), { held: 0, spent: 70, overshoot: 0, debt: 30 });
    assert.equal(await debtOf(month(name, JANUARY, 100)), 0);
  });

  for (const scope of SCOPES) {
    const periods = scope.endsWith('month') ? [NOVEMBER, DECEMBER] : ['2026-11-23', '2026-11-24'];
    const [earlier = '', later = ''] = periods;
    const within = (subject: string, period: string): ScopeLimit[] =>
      scopesOf(subject, 100, [scope]).map((one) => (one.limit === null ? one : { ...one, period }));
    const assertRoom = async (scopes: readonly ScopeLimit[], left: number) => {
      const { ledger } = pair().one;
      const refused = (error: unknown) => {
        assert.ok(isLimitReached(error));
        assert.deepEqual([error.facts['scope'], error.facts['left']], [scope, left]);
        return true;
      };
      await assert.rejects(ledger.reserve(orderOf(left + 1, scopes)), refused);
      const unknown = { upTo: microDollarsOf(1_000), least: microDollarsOf(left + 1) };
      await assert.rejects(ledger.reserve({ ...orderOf(0, scopes), amount: unknown }), refused);
      const last = orderOf(left, scopes);
      assert.equal(await ledger.reserve(last), left);
      await ledger.release(last.id, 3);
      const all = { upTo: microDollarsOf(1_000), least: microDollarsOf(0) };
      assert.equal(await ledger.reserve({ ...orderOf(0, scopes), amount: all }), left);
    };

    test(`${scope}: a debt counts against the limit of a counter in use, like what is spent and reserved`, async () => {
      const name = `begun with a debt ${scope}`;
      await spend(within(name, earlier), 60, 130);
      const scopes = within(name, later);
      await spend(scopes, 20);
      await pair().one.ledger.reserve(orderOf(7, scopes));
      await assertRoom(scopes, 100 - 30 - 20 - 7);
    });

    test(`${scope}: a debt carried into a counter in use leaves less room`, async () => {
      const name = `debt comes ${scope}`;
      const late = orderOf(50, within(name, earlier));
      await pair().one.ledger.reserve(late);
      const scopes = within(name, later);
      await spend(scopes, 20);
      await pair().one.ledger.settle(late.id, microDollarsOf(145), 'credits', 3);
      await assertRoom(scopes, 100 - 45 - 20);
    });
  }

  test('an overshoot within the limit, and a limit lowered below what is spent, make no debt', async () => {
    await spend(month('within', NOVEMBER, 100), 20, 90);
    assert.equal(await debtOf(month('within', DECEMBER, 100)), 0);
    await spend(month('lowered later', NOVEMBER, 100), 90);
    await assert.rejects(pair().one.ledger.reserve(orderOf(1, month('lowered later', NOVEMBER, 50))));
    assert.equal(await debtOf(month('lowered later', DECEMBER, 50)), 0);
    await spend(month('no limit', NOVEMBER, null), 10, 500);
    assert.equal(await debtOf(month('no limit', DECEMBER, 50)), 0);
  });

  test('what is owed is counted from the limit under which money was last held', async () => {
    const november = month('both', NOVEMBER, 100);
    await spend(november, 80);
    await spend(november, 10, 15);
    // Held under 96 at last, though 95 were spent by then.
    await spend(month('both', NOVEMBER, 96), 1);
    await spend(month('both', NOVEMBER, 96), 0, 20);
    assert.equal(await debtOf(month('both', DECEMBER, 100)), 20);
  });

  test('a job of an old period that ends late is owed by the periods that have begun since', async () => {
    const { ledger } = pair().one;
    const name = 'late';
    const late = orderOf(50, month(name, NOVEMBER, 100));
    await ledger.reserve(late);
    await spend(month(name, DECEMBER, 100), 90);
    await spend(month(name, JANUARY, 100), 40);
    await ledger.settle(late.id, microDollarsOf(145), 'credits', 3);
    assert.equal(await debtOf(month(name, DECEMBER, 100)), 45);
    // December had room for ten of it.
    assert.equal(await debtOf(month(name, JANUARY, 100)), 35);
    assert.equal(await debtOf(month(name, '2027-02', 100)), 0);
  });

  test('what a debt that came late leaves no room for is owed on, once the job in its way ends', async () => {
    const { ledger } = pair().one;
    const name = 'in the way';
    const late = orderOf(50, month(name, NOVEMBER, 100));
    await ledger.reserve(late);
    // A second limit, without any debt, decides nothing for the first.
    const beside = scopesOf('beside', 0, []).filter(({ scope }) => scope === 'operator-month');
    const inTheWay = orderOf(90, [...beside, ...month(name, DECEMBER, 100)]);
    await ledger.reserve(inTheWay);
    await spend(month(name, JANUARY, 100), 40);
    await ledger.settle(late.id, microDollarsOf(145), 'credits', 3);
    assert.deepEqual(
      [await debtOf(month(name, DECEMBER, 100)), await debtOf(month(name, JANUARY, 100))],
      [45, 0],
    );
    await ledger.settle(inTheWay.id, microDollarsOf(90), 'credits', 4);
    assert.equal(await debtOf(month(name, JANUARY, 100)), 35);
  });

  test('a debt that the next period has is not released by a higher limit on the one before', async () => {
    const name = 'raised later';
    await spend(month(name, NOVEMBER, 100), 60, 130);
    const december = month(name, DECEMBER, 100);
    await spend(december, 5);
    await spend(month(name, NOVEMBER, 200), 10, 11);
    assert.equal(await debtOf(december), 30);
  });

  test('months in which nothing was spent pay a large debt off', async () => {
    const name = 'large';
    await spend(month(name, NOVEMBER, 100), 100, 780);
    assert.equal(await debtOf(month(name, DECEMBER, 100)), 680);
    await assert.rejects(pair().one.ledger.reserve(orderOf(1, month(name, DECEMBER, 100))), isLimitReached);
    assert.equal(await debtOf(month(name, JUNE, 100)), 80);
    await spend(month(name, JUNE, 100), 20);
    assert.equal(await debtOf(month(name, '2027-07', 100)), 0);
  });

  test('days pay like months, across the end of a year and over a 29 February', async () => {
    const day = (period: string) =>
      month('days', period, 100).map((scope) => ({ ...scope, scope: 'tenant-day' as const }));
    await spend(day('2027-12-31'), 100, 250);
    assert.equal(await debtOf(day('2028-01-01')), 150);
    assert.equal(await debtOf(day('2028-01-02')), 50);
    await spend(day('2028-02-28'), 100, 350);
    assert.equal(await debtOf(day('2028-02-29')), 250);
    assert.equal(await debtOf(day('2028-03-01')), 150);
  });

  test('a debt is not lost when the next period begins while the job that makes it ends', async () => {
    const { one, other } = pair();
    for (let times = 0; times < (process.env['PROVE'] === undefined ? 5 : 200); times += 1) {
      const name = randomUUID();
      const late = orderOf(50, month(name, NOVEMBER, 100));
      await one.ledger.reserve(late);
      const december = month(name, DECEMBER, 100);
      const begun = Promise.withResolvers<void>();
      await Promise.all([
        one.transaction(async ({ ledger }) => {
          await ledger.reserve(orderOf(10, december));
          begun.resolve();
          // Keeps its locks while the other one comes and waits for them.
          for (let reads = 0; reads < 20; reads += 1) await ledger.totals(december);
        }),
        begun.promise.then(() => other.ledger.settle(late.id, microDollarsOf(145), 'credits', 3)),
      ]);
      assert.equal(await debtOf(december), 45);
    }
  });
}
