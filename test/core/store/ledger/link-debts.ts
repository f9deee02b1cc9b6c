import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BotError } from '../../../../src/core/model/errors.ts';
import { SCOPES, type ScopeLimit, type ScopeName } from '../../../../src/core/model/money/counter.ts';
import type { ReserveAmount, ReserveOrder } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { StorePair } from '../harness.ts';
import { orderOf, scopesOf } from './orders.ts';

/** What a link that cost more than was reserved for it means for the links that follow. */
export function describeLinkDebts(pair: () => StorePair): void {
  const AMOUNTS: readonly ReserveAmount[] = [
    microDollarsOf(5),
    { upTo: microDollarsOf(5), least: microDollarsOf(1) },
  ];
  const linkOf = (scopes: readonly ScopeLimit[], amount: ReserveAmount): ReserveOrder => ({
    ...orderOf(0, scopes),
    amount,
    isLink: true,
  });
  const at = (scopes: readonly ScopeLimit[], change: Partial<Record<ScopeName, Partial<ScopeLimit>>>) =>
    scopes.map((one) => ({ ...one, ...change[one.scope] }));
  const spend = async (order: ReserveOrder, cost: number) => {
    await pair().one.ledger.reserve(order);
    await pair().one.ledger.settle(order.id, microDollarsOf(cost), 'measured-by-bot', 2);
  };
  const assertBlocked = async (scopes: readonly ScopeLimit[], scope: ScopeName, debt: number) => {
    for (const amount of AMOUNTS) {
      await assert.rejects(pair().other.ledger.reserve(linkOf(scopes, amount)), (error) => {
        assert.ok(error instanceof BotError && error.code === 'link-debt');
        assert.deepEqual(error.facts, { scope, debt, resetsAtMs: 1_796_000_000_000, zone: 'UTC' });
        return true;
      });
    }
    assert.deepEqual(await pair().one.ledger.totals(scopes), await pair().other.ledger.totals(scopes));
    // What has a known length starts all the same.
    const known = orderOf(1, scopes);
    await pair().one.ledger.reserve(known);
    await pair().one.ledger.release(known.id, 3);
  };
  const assertOpen = async (scopes: readonly ScopeLimit[]) => {
    for (const amount of AMOUNTS) {
      const order = linkOf(scopes, amount);
      assert.equal(await pair().other.ledger.reserve(order), 5);
      await pair().one.ledger.release(order.id, 3);
    }
  };

  test('a link that cost no more than was reserved keeps nobody from the next', async () => {
    const scopes = scopesOf('link within', 100);
    await spend(linkOf(scopes, microDollarsOf(10)), 10);
    await assertOpen(scopes);
  });

  test('after a link that cost more, its tenant starts no other that day, with or without a limit', async () => {
    for (const limited of [SCOPES, []]) {
      const scopes = scopesOf(`link over ${limited.length}`, 100, limited);
      await spend(linkOf(scopes, microDollarsOf(10)), 14);
      await assertBlocked(scopes, 'tenant-day', 4);
      const another = at(scopes, { 'member-day': { subject: 'another member' } });
      await assertBlocked(another, 'tenant-day', 4);
      const tomorrow = { period: '2026-11-24' };
      await assertOpen(at(scopes, { 'tenant-day': tomorrow, 'member-day': tomorrow }));
      const others = { subject: `others ${limited.length}` };
      await assertOpen(at(scopes, { 'tenant-month': others, 'tenant-day': others, 'member-day': others }));
    }
  });

  for (const scope of ['tenant-month', 'tenant-day', 'member-day'] as const) {
    test(`what a link is over the limit ${scope} by keeps its tenant from links until that is paid back`, async () => {
      const isMonth = scope === 'tenant-month';
      const scopes = scopesOf(`link owes ${scope}`, 100, [scope]);
      await spend(linkOf(scopes, microDollarsOf(10)), 130);
      const [next, later] = isMonth ? ['2026-12', '2027-01'] : ['2026-11-24', '2026-11-25'];
      const inPeriod = (period: string | undefined) => {
        const day = isMonth ? `${period}-10` : period;
        return at(scopes, {
          ...(isMonth ? { 'tenant-month': { period: period ?? '' } } : {}),
          'tenant-day': { period: day ?? '' },
          'member-day': { period: day ?? '' },
        });
      };
      // Before the counter of the next period exists, and after.
      await assertBlocked(inPeriod(next), scope, 30);
      await assertBlocked(inPeriod(next), scope, 30);
      await assertOpen(inPeriod(later));
    });
  }

  test('what exceeds the bot owner’s cap is not a tenant’s fault', async () => {
    const scopes = scopesOf('link cap', 100, ['operator-month', 'operator-day']);
    await spend(linkOf(scopes, microDollarsOf(10)), 130);
    const december = { period: '2026-12' };
    const day = { period: '2026-12-01' };
    const next = at(scopes, {
      'operator-month': december,
      'operator-day': day,
      'tenant-month': december,
      'tenant-day': day,
      'member-day': day,
    });
    await assertOpen(next);
  });

  test('of links that start while another overruns, none starts after it has', async () => {
    const { one, other } = pair();
    const scopes = scopesOf('link race', 1_000);
    const first = linkOf(scopes, microDollarsOf(10));
    await one.ledger.reserve(first);
    const starts = Array.from({ length: 8 }, () => linkOf(scopes, microDollarsOf(5)));
    const [, ...outcomes] = await Promise.all([
      one.ledger.settle(first.id, microDollarsOf(14), 'measured-by-bot', 2),
      ...starts.map((order, index) =>
        (index % 2 === 0 ? one : other).ledger.reserve(order).catch((error: BotError) => error.code),
      ),
    ]);
    for (const outcome of outcomes) assert.ok(outcome === 5 || outcome === 'link-debt', String(outcome));
    const [total] = await one.ledger.totals(scopes);
    assert.equal(total?.held, 5 * outcomes.filter((outcome) => outcome === 5).length);
    await assertBlocked(scopes, 'tenant-day', 4);
  });
}
