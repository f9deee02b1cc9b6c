/** Allows a burst after a quiet time, and then one more at a time. */
export interface TokenBucket {
  /** Takes a token and returns 0; or takes none and returns how many milliseconds to wait for the next. */
  take(nowMs: number): number;
  /** Returns how long it takes to be full again; 0 when it is. */
  fullInMs(nowMs: number): number;
  /** Counts what was taken elsewhere: it is full no sooner than in this time. By default it is empty now. */
  drainUntilFullIn(nowMs: number, durationMs?: number): void;
}

/**
 * Creates a full bucket, stored as the moment it will be full again.
 *
 * @param burst how many tokens it holds.
 * @param gainMs how long one more takes.
 */
export function createTokenBucket(burst: number, gainMs: number): TokenBucket {
  let fullAtMs = Number.NEGATIVE_INFINITY;
  return {
    take(nowMs) {
      const waitMs = fullAtMs - (burst - 1) * gainMs - nowMs;
      if (waitMs > 0) return waitMs;
      fullAtMs = Math.max(fullAtMs, nowMs) + gainMs;
      return 0;
    },
    fullInMs: (nowMs) => Math.max(0, fullAtMs - nowMs),
    drainUntilFullIn(nowMs, durationMs = burst * gainMs) {
      fullAtMs = Math.max(fullAtMs, nowMs + durationMs);
    },
  };
}
