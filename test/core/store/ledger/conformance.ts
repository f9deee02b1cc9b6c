import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BotError } from '../../../../src/core/model/errors.ts';
import { SCOPES, type ScopeLimit } from '../../../../src/core/model/money/counter.ts';
import type { SettlementBasis } from '../../../../src/core/model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { handClock, type StoreHarness, type StorePair } from '../harness.ts';
import { describeArchive } from './archive.ts';
import { describeCeiling } from './crowd.ts';
import { describeDebts } from './debts.ts';
import { describeInterleavings } from './interleavings.ts';
import { describeLinkDebts } from './link-debts.ts';
import { describeModel } from './model.ts';
import { isLimitReached, orderOf, scopesOf } from './orders.ts';
import { describeUsage } from './usage-sums.ts';
import { describeWaits } from './waits.ts';

/** What every ledger must do, whatever database is below. */
export function describeLedger(start: () => Promise<StoreHarness>, name: string): void {
  describe(`a ledger on ${name}`, () => {
    let harness: StoreHarness | undefined;
    let opened: StorePair | undefined;
    before(async () => {
      harness = await start();
      opened = await harness.openPair(handClock());
    });
    after(async () => {
      await opened?.[Symbol.asyncDispose]();
      await harness?.stop();
    });
    const pair = () => {
      if (opened === undefined) throw new Error('The store did not open');
      return opened;
    };
    // First, because it takes stock of all tables.
    describeModel(pair);
    describeCeiling(pair);
    describeRules(pair);
    describeDebts(pair);
    describeLinkDebts(pair);
    describeInterleavings(pair);
    describeWaits(pair);
    describeUsage(pair);
    // Last, because it archives what the others left.
    describeArchive(pair);
  });
}

function describeRules(pair: () => StorePair): void {
  const totalsOf = async (scopes: readonly ScopeLimit[]) =>
    (await pair().other.ledger.totals(scopes)).map(({ held, spent }) => ({ held, spent }));
  const all = (held: number, spent: number) => SCOPES.map(() => ({ held, spent }));

  test('a reservation is held under every scope, and settling turns it into what was spent', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('settle', 100);
    const order = orderOf(60, scopes);
    assert.deepEqual(await totalsOf(scopes), all(0, 0));
    await ledger.reserve(order);
    assert.deepEqual(await totalsOf(scopes), all(60, 0));
    await ledger.settle(order.id, microDollarsOf(45), 'credits', 2);
    assert.deepEqual(await totalsOf(scopes), all(0, 45));
  });

  test('releasing gives back everything', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('release', 100);
    const order = orderOf(100, scopes);
    await ledger.reserve(order);
    await assert.rejects(ledger.reserve(orderOf(1, scopes)), isLimitReached);
    await ledger.release(order.id, 2);
    assert.deepEqual(await totalsOf(scopes), all(0, 0));
    await ledger.reserve(orderOf(100, scopes));
  });

  test('money in doubt keeps counting against every limit until it is decided', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('doubt', 100);
    const [spent, returned] = [orderOf(50, scopes), orderOf(50, scopes)];
    for (const order of [spent, returned]) {
      await ledger.reserve(order);
      await ledger.doubt(order.id, 2);
    }
    assert.deepEqual(await totalsOf(scopes), all(100, 0));
    await assert.rejects(ledger.reserve(orderOf(1, scopes)), isLimitReached);
    await ledger.settle(spent.id, microDollarsOf(50), 'written-off', 3);
    await ledger.release(returned.id, 3);
    assert.deepEqual(await totalsOf(scopes), all(0, 50));
  });

  test('a refusal names the first scope without room, in plain numbers, and takes nothing', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('refusal', 100, ['tenant-day', 'member-day']);
    await ledger.reserve(orderOf(70, scopes));
    // The scopes may come in any order: they are always taken in the fixed one.
    await assert.rejects(ledger.reserve(orderOf(31, scopes.toReversed())), (error) => {
      assert.ok(isLimitReached(error));
      assert.deepEqual(error.facts, {
        scope: 'tenant-day',
        limit: 100,
        left: 30,
        used: 70,
        needed: 31,
        resetsAtMs: 1_796_000_000_000,
        zone: 'UTC',
        raisedBy: 'owner',
      });
      return true;
    });
    assert.deepEqual(await totalsOf(scopes), all(70, 0));
    await ledger.reserve(orderOf(30, scopes));
  });

  test('a limit lowered below what is used already leaves nothing, not less than nothing', async () => {
    const { ledger } = pair().one;
    await ledger.reserve(orderOf(70, scopesOf('lowered', 100)));
    await assert.rejects(ledger.reserve(orderOf(1, scopesOf('lowered', 50))), (error) => {
      assert.ok(isLimitReached(error));
      assert.equal(error.facts['left'], 0);
      return true;
    });
  });

  test('a refused reservation leaves nothing behind even when the transaction goes on', async () => {
    const { one, rows } = pair();
    const scopes = scopesOf('goes on', 10, ['member-day']);
    const [kept, refused] = [orderOf(4, scopes), orderOf(7, scopes)];
    await one.transaction(async ({ ledger }) => {
      await ledger.reserve(kept);
      await assert.rejects(ledger.reserve(refused), isLimitReached);
    });
    const written = async ({ id }: { readonly id: string }) => [
      await rows(`select id from reservations where id = '${id}'`),
      await rows(`select reservation_id from reservation_scopes where reservation_id = '${id}'`),
      await rows(`select reservation_id from ledger_entries where reservation_id = '${id}'`),
    ];
    assert.deepEqual(await written(refused), [[], [], []]);
    assert.deepEqual(await totalsOf(scopes), all(4, 0));
    assert.equal((await written(kept))[2]?.length, 1);
    await one.ledger.settle(kept.id, microDollarsOf(3), 'credits', 2);
    assert.deepEqual(await totalsOf(scopes), all(0, 3));
  });

  for (const limited of [SCOPES, ...SCOPES.map((scope) => [scope])]) {
    const name = limited.join(', ');
    test(`a reservation that is refused only when its turn comes leaves nothing behind either: ${name}`, async () => {
      const { one, other } = pair();
      const scopes = scopesOf(`too late ${name}`, 10, limited);
      await one.ledger.reserve(orderOf(1, scopes));
      const [first, second] = [orderOf(9, scopes), orderOf(9, scopes)];
      const held = Promise.withResolvers<void>();
      await Promise.all([
        one.transaction(async ({ ledger }) => {
          await ledger.reserve(first);
          held.resolve();
          // Keeps its locks while the other one finds room as things stood, and waits.
          for (let reads = 0; reads < 20; reads += 1) await ledger.totals(scopes);
        }),
        held.promise.then(() =>
          other.transaction(({ ledger }) => assert.rejects(ledger.reserve(second), isLimitReached)),
        ),
      ]);
      assert.deepEqual(await pair().rows(`select id from reservations where id = '${second.id}'`), []);
      assert.deepEqual(await totalsOf(scopes), all(10, 0));
    });
  }

  test('scopes without a limit are counted and never refuse', async () => {
    const scopes = scopesOf('unlimited', 0, []);
    await pair().one.ledger.reserve(orderOf(9_000_000_000_000, scopes));
    assert.deepEqual(await totalsOf(scopes), all(9_000_000_000_000, 0));
    // There is no such thing as all that no limit leaves.
    const unknown = { upTo: null, least: microDollarsOf(7) };
    assert.equal(await pair().one.ledger.reserve({ ...orderOf(0, scopes), amount: unknown }), 7);
  });

  test('a reservation under no scope at all is kept like any other', async () => {
    const { ledger } = pair().one;
    const order = orderOf(5, []);
    assert.equal(await ledger.reserve(order), 5);
    assert.ok((await ledger.open()).some(({ id, amount }) => id === order.id && amount === 5));
    await ledger.settle(order.id, microDollarsOf(5), 'quote', 2);
    assert.ok((await ledger.open()).every(({ id }) => id !== order.id));
  });

  test('periods and subjects have counters of their own', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('this period', 10);
    await ledger.reserve(orderOf(10, scopes));
    await ledger.reserve(
      orderOf(
        10,
        scopes.map((scope) => ({ ...scope, period: '2026-12' })),
      ),
    );
    await ledger.reserve(
      orderOf(
        10,
        scopes.map((scope) => ({ ...scope, subject: 'somebody else' })),
      ),
    );
    assert.deepEqual(await totalsOf(scopes), all(10, 0));
    const [month] = scopes;
    assert.ok(month !== undefined);
    await ledger.reserve(orderOf(3, [{ ...month, period: '2027-01' }]));
    const periods = ['2027-01', '2026-11'].map((period) => ({ ...month, period }));
    assert.deepEqual(
      (await ledger.totals(periods)).map(({ period, held }) => [period, held]),
      [
        ['2027-01', 3],
        ['2026-11', 10],
      ],
    );
  });

  test('a decided reservation stays decided, and an unknown one cannot be decided', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('decided', 1_000);
    const [settled, released] = [orderOf(10, scopes), orderOf(10, scopes)];
    await ledger.reserve(settled);
    await ledger.settle(settled.id, microDollarsOf(7), 'quote', 2);
    await ledger.reserve(released);
    await ledger.release(released.id, 2);
    const wrong = (error: unknown) => error instanceof BotError && error.code === 'internal';
    for (const id of [settled.id, released.id, 'no such reservation']) {
      await assert.rejects(ledger.settle(id, microDollarsOf(9), 'credits', 3), wrong);
      await assert.rejects(ledger.release(id, 3), wrong);
      await assert.rejects(ledger.doubt(id, 3), wrong);
    }
    assert.deepEqual(await totalsOf(scopes), all(0, 7));
  });

  test('money already in doubt cannot be put in doubt again', async () => {
    const { ledger } = pair().one;
    const order = orderOf(1, scopesOf('twice', 10));
    await ledger.reserve(order);
    await ledger.doubt(order.id, 2);
    await assert.rejects(ledger.doubt(order.id, 3), BotError);
  });

  test('one reservation cannot be made twice', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('same id', 100);
    const order = orderOf(10, scopes);
    await ledger.reserve(order);
    await assert.rejects(ledger.reserve(order));
    assert.deepEqual(await totalsOf(scopes), all(10, 0));
  });

  test('negative and broken amounts are refused', async () => {
    const { ledger } = pair().one;
    const order = orderOf(1, scopesOf('negative', 100));
    const [one, two, negative] = [microDollarsOf(1), microDollarsOf(2), microDollarsOf(-1)];
    for (const amount of [
      negative,
      0.5 as MicroDollars,
      (2 ** 53) as MicroDollars,
      { upTo: null, least: negative },
      { upTo: one, least: negative },
      { upTo: negative, least: negative },
      { upTo: 1.5 as MicroDollars, least: one },
      { upTo: one, least: two },
    ]) {
      await assert.rejects(ledger.reserve({ ...order, amount }), RangeError);
    }
    await ledger.reserve(order);
    await assert.rejects(ledger.settle(order.id, microDollarsOf(-1), 'credits', 2), RangeError);
  });

  test('open reservations are listed, the oldest first', async () => {
    const { ledger } = pair().one;
    const scopes = scopesOf('open', 100);
    const mine = ['open-1', 'open-2', 'open-3', 'open-4'];
    for (const [index, id] of mine.entries()) {
      await ledger.reserve({ ...orderOf(index, scopes, id), nowMs: -index });
    }
    await ledger.reserve({ ...orderOf(9, scopes, 'open-0'), nowMs: 0 });
    await ledger.doubt('open-2', 5);
    await ledger.settle('open-3', microDollarsOf(2), 'credits', 5);
    const listed = (await ledger.open()).filter(({ id }) => id === 'open-0' || mine.includes(id));
    assert.deepEqual(listed, [
      { id: 'open-4', jobId: 'job of open-4', amount: 3, state: 'held', createdAtMs: -3 },
      { id: 'open-2', jobId: 'job of open-2', amount: 1, state: 'in-doubt', createdAtMs: -1 },
      { id: 'open-0', jobId: 'job of open-0', amount: 9, state: 'held', createdAtMs: 0 },
      { id: 'open-1', jobId: 'job of open-1', amount: 0, state: 'held', createdAtMs: 0 },
    ]);
  });

  test('every movement leaves an entry that says what happened, when and on what basis', async () => {
    const { ledger } = pair().one;
    const order = orderOf(10, scopesOf('entries', 100), 'entries');
    await ledger.reserve(order);
    await ledger.doubt(order.id, 2);
    await ledger.settle(order.id, microDollarsOf(8), 'written-off', 3);
    const entries = await pair().rows(
      `select kind, amount, basis, at from ledger_entries where reservation_id = 'entries' order by at`,
    );
    assert.deepEqual(
      entries.map((entry) => ({ ...entry, amount: Number(entry['amount']), at: Number(entry['at']) })),
      [
        { kind: 'reserve', amount: 10, basis: null, at: 1 },
        { kind: 'doubt', amount: 10, basis: null, at: 2 },
        { kind: 'settle', amount: 8, basis: 'written-off', at: 3 },
      ],
    );
    const [row] = await pair().rows(`select created_at, updated_at from reservations where id = 'entries'`);
    assert.deepEqual([Number(row?.['created_at']), Number(row?.['updated_at'])], [1, 3]);
  });

  test('what was charged is what jobs on the operator’s key were settled with, from one moment to before another', async () => {
    const { ledger } = pair().one;
    const [fromMs, toMs] = [5_000_000_000_000, 5_000_000_000_010];
    const settled = async (spent: number, atMs: number, basis: SettlementBasis, keyId?: string) => {
      const order = orderOf(10, scopesOf('charged', 0, []));
      await ledger.reserve({ ...order, for: { ...order.for, keyId } });
      await ledger.settle(order.id, microDollarsOf(spent), basis, atMs);
    };
    await settled(1, fromMs - 1, 'credits');
    await settled(7, fromMs, 'credits');
    await settled(20, toMs - 1, 'quote');
    await settled(300, toMs, 'credits');
    await settled(4_000, fromMs, 'written-off');
    await settled(50_000, fromMs, 'credits', 'own');
    const released = orderOf(600_000, scopesOf('charged', 0, []));
    await ledger.reserve({ ...released, nowMs: fromMs });
    await ledger.release(released.id, fromMs);
    assert.deepEqual(await ledger.charged(fromMs, toMs), { amount: 27, jobs: 2 });
    assert.deepEqual(await ledger.charged(toMs + 1, toMs + 9), { amount: 0, jobs: 0 });
  });
}
