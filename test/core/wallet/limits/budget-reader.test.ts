import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromCents, fromDollars } from '../../../../src/core/model/money/money.ts';
import type { WalletService } from '../../../../src/core/ports/provider.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { createBudgetReader } from '../../../../src/core/wallet/limits/budget-reader.ts';
import { scopesFor } from '../../../../src/core/wallet/limits/limits.ts';
import { BUILT_IN } from '../../../../src/core/wallet/pricing/price-list.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { ORIGIN, WIDE_LIMITS } from '../../../fakes/world.ts';
import { orderOf } from '../../store/ledger/orders.ts';

const signal = new AbortController().signal;

/** AudioPod's wallet, with answers of the test. */
function walletOf(answers: Partial<WalletService>): WalletService {
  const never = (): never => assert.fail('Nobody asks for that');
  return {
    balance: never,
    checkBalance: never,
    estimate: never,
    pricing: never,
    usage: never,
    topUp: never,
    ...answers,
  };
}

async function purseOf(answers: Partial<WalletService> = {}) {
  const clock = createVirtualClock();
  const store = await openStore({ url: 'sqlite://:memory:', clock });
  const budgetReader = createBudgetReader({
    records: store,
    wallet: walletOf(answers),
    limits: WIDE_LIMITS,
    prices: { current: async () => BUILT_IN },
    clock,
  });
  return { budgetReader, store, clock, [Symbol.asyncDispose]: () => store.close() };
}

describe('the budgetReader', () => {
  it('shows each limit of a member here with what is held and spent of it', async () => {
    await using setting = await purseOf();
    const { budgetReader, store, clock } = setting;
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, clock.now());
    const reserve = (id: string, cents: number) =>
      store.ledger.reserve({ ...orderOf(fromCents(cents), scopes, id), nowMs: clock.now() });
    await reserve('one', 30);
    await store.ledger.settle('one', fromCents(20), 'credits', clock.now());
    await reserve('two', 7);
    const budget = await budgetReader.budget(ORIGIN);
    assert.deepEqual(
      budget.map(({ scope, limit, held, spent }) => ({ scope, limit, held, spent })),
      [
        { scope: 'operator-month', limit: fromDollars(50), held: fromCents(7), spent: fromCents(20) },
        { scope: 'tenant-month', limit: fromDollars(10), held: fromCents(7), spent: fromCents(20) },
        { scope: 'member-day', limit: fromDollars(5), held: fromCents(7), spent: fromCents(20) },
      ],
    );
  });

  it('counts a new day and a new month from nothing', async () => {
    await using setting = await purseOf();
    const { budgetReader, store, clock } = setting;
    const scopes = scopesFor(ORIGIN, WIDE_LIMITS, clock.now());
    await store.ledger.reserve({ ...orderOf(fromCents(5), scopes), nowMs: clock.now() });
    await clock.advance(86_400_000);
    const used = async () => (await budgetReader.budget(ORIGIN)).map(({ held }) => held);
    assert.deepEqual(await used(), [fromCents(5), fromCents(5), 0]);
    await clock.advance(31 * 86_400_000);
    assert.deepEqual(await used(), [0, 0, 0]);
  });

  it('puts together what a length costs and whether the wallet holds that much', async () => {
    await using setting = await purseOf({
      estimate: async (service, seconds) => ({
        cost: fromCents(service === 'stem_extraction' ? seconds : 0),
      }),
      checkBalance: async (_service, seconds) => seconds < 100,
    });
    const { budgetReader } = setting;
    assert.deepEqual(await budgetReader.estimate('stem_extraction', 99, signal), {
      cost: fromCents(99),
      sufficient: true,
    });
    assert.deepEqual(await budgetReader.estimate('stem_extraction', 100, signal), {
      cost: fromCents(100),
      sufficient: false,
    });
  });
});
