import type { Clock } from '../../../src/core/async/clock.ts';

/** A clock on which waits pass at once, and time limits only when the test says so. */
export interface HurriedClock extends Clock {
  /** The waits that passed, in milliseconds. */
  readonly waits: readonly number[];
  /** Lets every pending time limit run out. */
  expire(): void;
}

/** Starts at `startMs`; each wait moves it on. */
export function hurriedClock(startMs = Date.UTC(2026, 2, 30)): HurriedClock {
  let nowMs = startMs;
  const waits: number[] = [];
  const limits = new Set<AbortController>();
  return {
    waits,
    now: () => nowMs,
    sleep: (durationMs, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason);
      nowMs += durationMs;
      waits.push(durationMs);
      return Promise.resolve();
    },
    timeout: () => {
      const limit = new AbortController();
      limits.add(limit);
      return limit.signal;
    },
    expire: () => {
      for (const limit of limits) limit.abort();
    },
  };
}
