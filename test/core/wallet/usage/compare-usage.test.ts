import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { UsageEntry } from '../../../../src/core/model/job/provider-job.ts';
import { fromCents, ZERO } from '../../../../src/core/model/money/money.ts';
import { dayOf } from '../../../../src/core/model/money/periods.ts';
import type { OwnerNotice } from '../../../../src/core/notify/notify-owners.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { silentObserver } from '../../../../src/core/ports/observer.ts';
import { type CompareParts, compareUsage } from '../../../../src/core/wallet/usage/compare-usage.ts';
import { createVirtualClock, type VirtualClock } from '../../../fakes/virtual-clock.ts';
import { ORIGIN, speech, startWorld } from '../../../fakes/world.ts';

const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

/** What is looked at, and what comes of it. */
interface Comparison {
  readonly told: OwnerNotice[];
  readonly drifts: number[];
  readonly clock: VirtualClock;
  compare(): Promise<void>;
}

function comparison(
  given: Pick<CompareParts, 'wallet' | 'ledger'> & Partial<Pick<CompareParts, 'seen'>>,
  nowMs: number,
): Comparison {
  const told: OwnerNotice[] = [];
  const drifts: number[] = [];
  const memory = new Map<string, string>();
  const clock = createVirtualClock(nowMs);
  const parts = {
    seen: { first: async () => true },
    ...given,
    memory: {
      get: async (key: string) => memory.get(key),
      set: async (key: string, value: string) => memory.set(key, value).size > 0,
    } as CompareParts['memory'],
    notifyOwners: async (notice: OwnerNotice) => void told.push(notice),
    observer: { ...silentObserver, ledgerDrift: (dollars: number) => void drifts.push(dollars) },
    clock,
    log: silentLog,
  };
  return { told, drifts, clock, compare: () => compareUsage(parts, signal) };
}

describe('the ledger beside AudioPod’s usage history', () => {
  it('agrees with it for jobs the bot made, and tells owners once when someone else used the key', async () => {
    await using world = await startWorld({ speedUp: 100 });
    const ids = await Promise.all(
      ['One.', 'Two.'].map(async (text) => (await world.jobs.start(speech(text), text, ORIGIN)).id),
    );
    for (const id of ids) await world.settled(id, ({ money }) => money.state === 'settled');
    const tomorrowMs = dayOf(world.clock.now()).endsAtMs + 2 * HOUR_MS;
    const parts = { wallet: world.dependencies.accounts.audiopod.wallet, ledger: world.store.ledger };
    const right = comparison(parts, tomorrowMs);
    await right.compare();
    assert.deepEqual([right.told, right.drifts], [[], [0]]);
    await right.compare();
    assert.deepEqual(right.drifts, [0], 'a day is compared once');

    for (const text of ['Three.', 'Four.', 'Five.']) {
      const { id } = await world.dependencies.accounts.audiopod.voice.generate(
        text,
        { voice: { id: 'aura' }, speed: 1 },
        signal,
      );
      await world.sandbox.control.jobs.settled('voice', Number(id));
    }
    const wrong = comparison(parts, tomorrowMs);
    await wrong.compare();
    assert.deepEqual(wrong.drifts, [0.03]);
    assert.match(wrong.told[0]?.text ?? '', /AudioPod charged \$0\.05; the bot recorded \$0\.02 for 2 jobs/);
    const other = comparison({ ...parts, seen: { first: async () => false } }, tomorrowMs);
    await other.compare();
    assert.deepEqual(other.drifts, [], 'another process does it');
  });

  it('counts each entry of the day once, however the pages are cut, ordered and moved', async () => {
    const dayMs = Date.UTC(2026, 10, 22);
    const entry = (atMs: number): UsageEntry => ({
      serviceType: 'x',
      amount: fromCents(1),
      createdAtMs: atMs,
    });
    // Eight hours before the day, the day, and eight hours after it: four entries an hour, no two alike.
    const entries = Array.from({ length: 160 }, (_, at) => entry(dayMs + 32 * HOUR_MS - at * 900_000));
    const ledger = { charged: async () => ({ amount: fromCents(0), jobs: 0 }), doubted: async () => ZERO };
    const pagesOf = (all: readonly UsageEntry[], moves = 0) => ({
      usage: async (page: number, limit: number) => {
        const skip = (page - 1) * limit - (page === 1 ? 0 : moves);
        return all.slice(skip, skip + limit);
      },
    });
    for (const wallet of [pagesOf(entries), pagesOf(entries.toReversed()), pagesOf(entries, 7)]) {
      const one = comparison({ wallet, ledger }, dayMs + 26 * HOUR_MS);
      await one.compare();
      assert.deepEqual(one.drifts, [0.96]);
    }
    const timeless = comparison(
      { wallet: pagesOf([{ serviceType: 'x', amount: fromCents(1) }]), ledger },
      dayMs + 26 * HOUR_MS,
    );
    await timeless.compare();
    assert.deepEqual([timeless.drifts, timeless.told], [[], []], 'what has no time is not guessed at');
  });

  it('allows for what lies around midnight and what is in doubt, and waits until the day is surely over', async () => {
    const dayMs = Date.UTC(2026, 10, 22);
    const charged = async (fromMs: number, toMs: number) =>
      // Nothing in the day itself; three cents in the first minutes of the next.
      fromMs === dayMs + 24 * HOUR_MS && toMs > fromMs
        ? { amount: fromCents(3), jobs: 1 }
        : { amount: fromCents(0), jobs: 0 };
    const doubted = async (fromMs: number, toMs: number) =>
      fromMs === dayMs && toMs === dayMs + 24 * HOUR_MS ? fromCents(2) : ZERO;
    const ledger = { charged, doubted };
    const used = (cents: number) => ({
      usage: async (page: number): Promise<readonly UsageEntry[]> =>
        page > 1 ? [] : [{ serviceType: 'x', amount: fromCents(cents), createdAtMs: dayMs + 1 }],
    });
    const soon = comparison({ wallet: used(6), ledger }, dayMs + 24.5 * HOUR_MS);
    await soon.compare();
    assert.deepEqual(soon.drifts, []);
    for (const [cents, told] of [
      [5, 0],
      [6, 1],
    ] as const) {
      const one = comparison({ wallet: used(cents), ledger }, dayMs + 25.5 * HOUR_MS);
      await one.compare();
      assert.equal(one.told.length, told);
    }
  });
});
