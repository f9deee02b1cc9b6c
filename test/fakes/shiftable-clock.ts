import { type Clock, systemClock } from '../../src/core/async/clock.ts';

/** A clock that runs in real time and can be moved forward. */
export interface ShiftableClock extends Clock {
  putForward(durationMs: number): void;
}

/** Moving it forward wakes every sleeper due by then, and ends work whose limit has passed. */
export function shiftableClock(): ShiftableClock {
  let shiftMs = 0;
  const sleepers = new Set<{ readonly wakeAtMs: number; readonly wake: () => void }>();
  /** Work is overdue only if the clock was moved forward meanwhile: a busy machine makes nothing late. */
  const limits = new Set<{ readonly wakeAtMs: number; readonly wake: () => void }>();
  const now = (): number => systemClock.now() + shiftMs;
  return {
    now,
    async sleep(durationMs, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper = { wakeAtMs: now() + durationMs, wake: resolve };
      const slept = new AbortController();
      sleepers.add(sleeper);
      try {
        const longest = Math.min(durationMs, 2_000_000_000);
        await Promise.race([promise, systemClock.sleep(longest, AbortSignal.any([signal, slept.signal]))]);
      } finally {
        sleepers.delete(sleeper);
        slept.abort();
      }
    },
    timeout(durationMs) {
      const overdue = new AbortController();
      const sleeper = { wakeAtMs: now() + durationMs, wake: () => overdue.abort() };
      limits.add(sleeper);
      return overdue.signal;
    },
    putForward(durationMs) {
      shiftMs += durationMs;
      for (const { wakeAtMs, wake } of limits) if (wakeAtMs <= now()) wake();
      for (const { wakeAtMs, wake } of sleepers) if (wakeAtMs <= now()) wake();
    },
  };
}
