/** Allows a burst after a quiet time, and then one more at a time. */
export interface TokenBucket {
  /** Takes a token and returns 0; or takes none and returns how many milliseconds to wait for the next. */
  take(nowMs: number): number;
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
  };
}
