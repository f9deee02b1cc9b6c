import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { createCachedResponse } from '../../audiopod/catalogs/cached-response.ts';
import { BotError } from '../../model/errors.ts';
import type { Pricing } from '../../model/job/provider-job.ts';
import type { Log } from '../../ports/log.ts';
import type { WalletService } from '../../ports/provider.ts';
import { BUILT_IN, type PriceList, publishedList } from './price-list.ts';

const FRESH_MS = 60 * 60_000;
/** How long a cached list is used: old prices are closer to the truth than those of this release. */
const USABLE_MS = 30 * 86_400_000;
const READ_DEADLINE_MS = 5_000;
/** Pause after a failed read, so that not every job waits for AudioPod while it is down. */
const ASK_AGAIN_MS = 60_000;
const LAST_KEY = 'last-pricing';

/** AudioPod's prices. */
export interface PriceCatalog {
  /**
   * Returns the prices in effect: at most an hour old, else the last that were available, else the built-in
   * ones. An unreadable list makes no caller wait.
   *
   * @throws the signal's reason when it aborts.
   */
  current(signal: AbortSignal): Promise<PriceList>;
}

/** Creates a {@link PriceCatalog} over AudioPod's public list. The cache may vanish at any time. */
export function createPriceCatalog(parts: {
  readonly wallet: Pick<WalletService, 'pricing'>;
  readonly cache: Keyv<Pricing>;
  readonly clock: Clock;
  readonly log: Log;
}): PriceCatalog {
  const { wallet, cache, clock, log } = parts;
  let askAgainAtMs = Number.NEGATIVE_INFINITY;

  const ask = async (signal: AbortSignal): Promise<Pricing> => {
    if (clock.now() < askAgainAtMs)
      throw new BotError('audiopod-unreachable', 'Prices were unavailable a moment ago');
    const found = await wallet.pricing(signal);
    // An empty list is rejected as a response, so it must not be cached as one either.
    if (Object.keys(found).length > 0) await cache.set(LAST_KEY, found, USABLE_MS);
    return found;
  };

  const answer = createCachedResponse(ask, {
    name: 'prices',
    cache,
    freshMs: FRESH_MS,
    clock,
    deadlineMs: READ_DEADLINE_MS,
  });

  const last = async (): Promise<PriceList> => {
    const known = await cache.get(LAST_KEY);
    return known === undefined ? BUILT_IN : publishedList(known);
  };

  return {
    async current(signal) {
      try {
        return publishedList(await answer.current(signal));
      } catch (error) {
        signal.throwIfAborted();
        // Of the callers that waited together, the first logs it for all.
        if (clock.now() >= askAgainAtMs) {
          askAgainAtMs = clock.now() + ASK_AGAIN_MS;
          log.warn({ error }, 'prices-unavailable');
        }
        return last();
      }
    },
  };
}
