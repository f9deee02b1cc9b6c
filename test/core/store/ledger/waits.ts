import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { ScopeLimit } from '../../../../src/core/model/money/counter.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Records } from '../../../../src/core/ports/store.ts';
import type { StorePair } from '../harness.ts';
import { isLimitReached, orderOf, scopesOf } from './orders.ts';

const [NOVEMBER, DECEMBER, JANUARY] = ['2026-11', '2026-12', '2027-01'];
const MOST_LOOKS = 200;

/** Who waits for whom at the counters, when one transaction is in the middle of something and another one comes. */
export function describeWaits(pair: () => StorePair): void {
  const month = (
    subject: string,
    period: string,
    scope: 'operator-month' | 'tenant-month' = 'tenant-month',
  ) =>
    scopesOf(subject, 100, [scope])
      .filter((one) => one.scope === scope)
      .map((one) => ({ ...one, period }));
  const debtOf = async (scopes: readonly ScopeLimit[]) => (await pair().one.ledger.totals(scopes))[0]?.debt;
  const spend = async ({ ledger }: Pick<Records, 'ledger'>, scopes: ScopeLimit[], cost: number) => {
    const order = orderOf(Math.min(cost, 10), scopes);
    await ledger.reserve(order);
    await ledger.settle(order.id, microDollarsOf(cost), 'credits', 2);
  };
  /** The first transaction stops in the middle until the second one, begun meanwhile, waits for it. */
  const whileWaiting = async (
    first: (records: Records, wait: () => Promise<void>) => Promise<void>,
    second: (records: Records) => Promise<unknown>,
  ) => {
    const { one, other } = pair();
    const stopped = Promise.withResolvers<void>();
    let begun = 0;
    await Promise.all([
      one
        .transaction((records) => {
          begun += 1;
          return first(records, async () => {
            stopped.resolve();
            await untilOneWaits(pair());
          });
        })
        .finally(stopped.resolve),
      stopped.promise.then(() =>
        other.transaction((records) => {
          begun += 1;
          return second(records);
        }),
      ),
    ]);
    assert.equal(begun, 2, 'neither had to begin again');
  };

  test('a debt is not lost when the job that makes it ends while the next period begins', async () => {
    const name = randomUUID();
    const late = orderOf(50, month(name, NOVEMBER));
    await pair().one.ledger.reserve(late);
    const december = month(name, DECEMBER);
    await whileWaiting(
      async ({ ledger }, wait) => {
        await ledger.settle(late.id, microDollarsOf(145), 'credits', 3);
        await wait();
      },
      ({ ledger }) => ledger.reserve(orderOf(10, december)),
    );
    assert.equal(await debtOf(december), 45);
  });

  test('a period begins with the debt of one that was just begun itself', async () => {
    const name = randomUUID();
    await spend(pair().one, month(name, NOVEMBER), 130);
    const january = month(name, JANUARY);
    await whileWaiting(
      async (records, wait) => {
        await spend(records, month(name, DECEMBER), 85);
        await wait();
      },
      ({ ledger }) => ledger.reserve(orderOf(10, january)),
    );
    assert.equal(await debtOf(january), 30 + 85 - 100);
  });

  test('a job that ends late and one that begins a period do not wait for each other', async () => {
    const [operator, tenant] = [randomUUID(), randomUUID()];
    const late = orderOf(50, [...month(operator, NOVEMBER, 'operator-month'), ...month(tenant, NOVEMBER)]);
    await pair().one.ledger.reserve(late);
    const december = month(operator, DECEMBER, 'operator-month');
    await pair().one.ledger.reserve(orderOf(1, december));
    await whileWaiting(
      async ({ ledger }, wait) => {
        await ledger.reserve(orderOf(1, december));
        await wait();
        await ledger.reserve(orderOf(1, month(tenant, DECEMBER)));
      },
      ({ ledger }) => ledger.settle(late.id, microDollarsOf(145), 'credits', 3),
    );
    assert.deepEqual([await debtOf(december), await debtOf(month(tenant, DECEMBER))], [45, 45]);
  });

  test('reservations of a known and of an unknown amount take counters in one order', async () => {
    const scopes = scopesOf(randomUUID(), 1_000);
    // Made from the narrowest to the widest, so that the order on the disk is the other way round.
    for (const scope of scopes.toReversed()) await pair().one.ledger.reserve(orderOf(1, [scope]));
    const [known, unknown] = [orderOf(5, scopes), unknownOf(20, scopes)];
    const widest = scopes.slice(0, 1);
    await whileWaiting(
      async ({ ledger }, wait) => {
        await ledger.reserve(orderOf(1, widest));
        await wait();
        await ledger.reserve(known);
      },
      ({ ledger }) => ledger.reserve(unknown),
    );
    for (const { held } of (await pair().one.ledger.totals(scopes)).slice(1)) assert.equal(held, 1 + 5 + 20);
  });

  test('of many at once that take as much as there is, each takes what those before it left', async () => {
    const { one, other } = pair();
    const scopes = scopesOf(randomUUID(), 100, ['member-day']);
    await one.ledger.reserve(orderOf(1, scopes));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 === 0 ? one : other).ledger.reserve(unknownOf(20, scopes)),
      ),
    );
    const taken = outcomes.flatMap((outcome) => {
      if (outcome.status === 'fulfilled') return [outcome.value];
      assert.ok(isLimitReached(outcome.reason), String(outcome.reason));
      return [];
    });
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      [19, 20, 20, 20, 20],
    );
  });
}

function unknownOf(upTo: number, scopes: readonly ScopeLimit[]) {
  return {
    ...orderOf(0, scopes),
    amount: { upTo: microDollarsOf(upTo), least: microDollarsOf(1) },
  };
}

/** Waits until a transaction stands before a lock. On SQLite the second one stands in the queue of the connection. */
async function untilOneWaits({ one, rows }: StorePair): Promise<void> {
  if (one.kind === 'sqlite') return;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if ((await rows('select 1 from pg_locks where not granted')).length > 0) return;
  }
}
