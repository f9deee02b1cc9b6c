import type { Clock } from '../../../src/core/async/clock.ts';

/** A clock on which waits pass at once, and time limits only when the test says so. */
export interface HurriedClock extends Clock {
  /** The waits that passed, in milliseconds. */
  readonly waits: readonly number[];
  /** Lets every pending time limit run out. */
  expire(): void;
}

/** What waits longer than any retry does is a time limit. */
const LONGEST_WAIT_MS = 61_000;

/** Starts at `startMs`; each wait moves it on. */
export function hurriedClock(startMs = Date.UTC(2026, 2, 30)): HurriedClock {
  let nowMs = startMs;
  const waits: number[] = [];
  const limits = new Set<() => void>();
  return {
    waits,
    now: () => nowMs,
    sleep: (durationMs, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (durationMs <= LONGEST_WAIT_MS) {
        nowMs += durationMs;
        waits.push(durationMs);
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        limits.add(resolve);
        signal.addEventListener('abort', () => {
          limits.delete(resolve);
          reject(signal.reason);
        });
      });
    },
    expire: () => {
      for (const resolve of limits) resolve();
    },
  };
}
