import type { Clock } from '../../../core/async/clock.ts';
import { createTokenBucket, type TokenBucket } from '../../../core/async/token-bucket.ts';

/** Refuses what one sender asks for too often. */
export interface RateLimit {
  /** Counts one request of a sender. Returns 0, or the seconds until the next is allowed. */
  take(sender: string): number;
}

/** Senders remembered at once. The one that was quiet longest is forgotten first; its bucket is mostly full. */
const MAX_SENDERS = 10_000;

/**
 * Creates one token bucket for each sender.
 *
 * @param burst how many requests may come together after a quiet time.
 * @param gainMs how long one more takes.
 */
export function createRateLimit(burst: number, gainMs: number, clock: Pick<Clock, 'now'>): RateLimit {
  const buckets = new Map<string, TokenBucket>();
  return {
    take(sender) {
      const bucket = buckets.get(sender) ?? createTokenBucket(burst, gainMs);
      const waitMs = bucket.take(clock.now());
      if (waitMs > 0) return Math.ceil(waitMs / 1_000);
      // Taken out and put back, it is the newest of the map.
      buckets.delete(sender);
      buckets.set(sender, bucket);
      for (const quietest of buckets.keys()) {
        if (buckets.size <= MAX_SENDERS) break;
        buckets.delete(quietest);
      }
      return 0;
    },
  };
}
