import type { Clock } from '../../../core/async/clock.ts';

/** Refuses what one sender asks for too often. */
export interface RateLimit {
  /** Counts one request of a sender. Returns 0, or the seconds until the next is allowed. */
  take(sender: string): number;
}

/** Senders remembered at once. The one that was quiet longest is forgotten first; its bucket is mostly full. */
const MAX_SENDERS = 10_000;

/**
 * Creates one token bucket for each sender, stored as the moment it will be full again.
 *
 * @param burst how many requests may come together after a quiet time.
 * @param gainMs how long one more takes.
 */
export function createRateLimit(burst: number, gainMs: number, clock: Pick<Clock, 'now'>): RateLimit {
  const fullAtMs = new Map<string, number>();
  return {
    take(sender) {
      const nowMs = clock.now();
      const fullAt = Math.max(fullAtMs.get(sender) ?? 0, nowMs);
      const waitMs = fullAt - (burst - 1) * gainMs - nowMs;
      if (waitMs > 0) return Math.ceil(waitMs / 1_000);
      // Taken out and put back, it is the newest of the map.
      fullAtMs.delete(sender);
      fullAtMs.set(sender, fullAt + gainMs);
      for (const quietest of fullAtMs.keys()) {
        if (fullAtMs.size <= MAX_SENDERS) break;
        fullAtMs.delete(quietest);
      }
      return 0;
    },
  };
}
