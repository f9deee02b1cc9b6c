import type { Clock } from '../../src/core/async/clock.ts';
import { systemClock } from '../../src/core/async/clock.ts';

/**
 * A clock on which everything takes the same course in a fraction of the time. For tests that run real
 * parts side by side, where moving time by hand would mean to know every wait of each of them.
 */
export function fastClock(speedUp: number): Clock {
  const startedMs = Date.now();
  return {
    now: () => Math.round(startedMs + (Date.now() - startedMs) * speedUp),
    // Timers hold at most 2^31 ms; a wait that long never ends within a test either way.
    sleep: (durationMs, signal) => systemClock.sleep(Math.min(durationMs / speedUp, 2_000_000_000), signal),
  };
}
