import type { Keyv } from 'keyv';
import type { Pricing } from '../audiopod/model.ts';
import type { WalletService } from '../audiopod/services.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { unlessAborted } from '../net/unless-aborted.ts';
import { BUILT_IN, type PriceList, publishedList } from './price-list.ts';

const FRESH_MS = 60 * 60_000;
/** Old prices are nearer to the truth than those of this release. */
const USABLE_MS = 30 * 86_400_000;
const READ_DEADLINE_MS = 5_000;
/** While AudioPod does not answer, not every job waits for it. */
const ASK_AGAIN_MS = 60_000;
const FRESH_KEY = 'pricing';
const LAST_KEY = 'last-pricing';

/** AudioPod's prices. */
export interface PriceBook {
  /**
   * The prices in force: at most an hour old, else the last that could be had, else those compiled in. A list that
   * cannot be read keeps nobody waiting.
   *
   * @throws the signal's reason when it aborts.
   */
  current(signal: AbortSignal): Promise<PriceList>;
}

/** A book over AudioPod's public list. The cache may vanish at any time. */
export function createPriceBook(parts: {
  readonly wallet: Pick<WalletService, 'pricing'>;
  readonly cache: Keyv<Pricing>;
  readonly clock: Clock;
  readonly log: Log;
}): PriceBook {
  const { wallet, cache, clock, log } = parts;
  let reading: Promise<PriceList> | undefined;
  let askAgainAtMs = Number.NEGATIVE_INFINITY;

  const last = async (): Promise<PriceList> => {
    const known = await cache.get(LAST_KEY);
    return known === undefined ? BUILT_IN : publishedList(known);
  };

  const read = async (): Promise<PriceList> => {
    const fresh = await cache.get(FRESH_KEY);
    if (fresh !== undefined) return publishedList(fresh);
    if (clock.now() < askAgainAtMs) return last();
    try {
      const found = await wallet.pricing(AbortSignal.timeout(READ_DEADLINE_MS));
      // An empty list is what a passing fault looks like; it must not be believed for an hour.
      if (Object.keys(found).length === 0) throw new Error('The list of prices is empty');
      await cache.set(FRESH_KEY, found, FRESH_MS);
      await cache.set(LAST_KEY, found, USABLE_MS);
      return publishedList(found);
    } catch (error) {
      askAgainAtMs = clock.now() + ASK_AGAIN_MS;
      log.warn({ error }, 'prices-unavailable');
      return last();
    }
  };

  return {
    async current(signal) {
      signal.throwIfAborted();
      // One question for everybody who waits, and who gives up does not take it from the others.
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return unlessAborted(reading, signal);
    },
  };
}
