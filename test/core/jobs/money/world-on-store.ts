import { after, before } from 'node:test';
import { fromDollars } from '../../../../src/core/model/money/money.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { fastClock } from '../../../fakes/fast-clock.ts';
import { startWorld, type World } from '../../../fakes/world.ts';
import type { StoreHarness } from '../../store/harness.ts';

const SPEED_UP = 100;

/**
 * Starts a world on a store of its own before the tests of a suite, with limits that no test of prices meets, and
 * ends both after them. Returns where they are then.
 */
export function worldOnStore(
  open: () => Promise<StoreHarness>,
): () => { readonly store: Store; readonly world: World } {
  const parts = new AsyncDisposableStack();
  let opened: { readonly store: Store; readonly world: World } | undefined;
  before(async () => {
    const harness = await open();
    parts.defer(() => harness.stop());
    const clock = fastClock(SPEED_UP);
    const store = await openStore({ url: await harness.freshUrl(), clock, sharedClock: clock });
    parts.defer(() => store.close());
    const limits = { memberDaily: fromDollars(50), tenantMonthly: fromDollars(50) };
    // On SQLite the next process knows that the one before is dead; else it waits until that counts as dead.
    const engine = store.kind === 'postgres' ? { aliveMs: 120_000, lookEveryMs: 20_000 } : {};
    const world = parts.use(await startWorld({ speedUp: SPEED_UP, limits, store, engine }));
    opened = { store, world };
  });
  after(() => parts.disposeAsync());
  return () => {
    if (opened === undefined) throw new Error('There is no world before the tests begin');
    return opened;
  };
}
