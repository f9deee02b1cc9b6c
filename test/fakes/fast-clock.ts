import type { Clock } from '../../src/core/async/clock.ts';
import { systemClock } from '../../src/core/async/clock.ts';
import { unlimited } from './patient-clock.ts';

/** How often time advances, and the most it advances per tick. */
const TICK_MS = 5;
const LONGEST_TICK_MS = 50;

const experienced = {
  ms: 0,
  tickedAtMs: performance.now(),
  ticking: undefined as NodeJS.Timeout | undefined,
  now(): number {
    this.ticking ??= setInterval(() => {
      this.ms = this.now();
      this.tickedAtMs = performance.now();
    }, TICK_MS).unref();
    return this.ms + Math.min(performance.now() - this.tickedAtMs, LONGEST_TICK_MS);
  },
};

/**
 * Returns real milliseconds during which this process could work.
 *
 * A process that waits for the processor, or computes for long, sees only a moment pass: on a busy machine
 * nothing expires between two steps of a test.
 */
export const experiencedMs = (): number => experienced.now();

/**
 * Creates a clock on which every wait takes a fraction of its time, while no work is ever overdue.
 *
 * For tests that run real parts side by side, where moving time by hand would require knowing every wait of
 * each.
 */
export function fastClock(speedUp: number): Clock {
  const startedMs = Date.now();
  const beganMs = experiencedMs();
  const now = (): number => Math.round(startedMs + (experiencedMs() - beganMs) * speedUp);
  return {
    now,
    async sleep(durationMs, signal) {
      const untilMs = now() + durationMs;
      do {
        // Timers hold at most 2^31 ms; a wait that long never ends within a test either way.
        await systemClock.sleep(Math.min((untilMs - now()) / speedUp, 2_000_000_000), signal);
      } while (now() < untilMs);
    },
    timeout: unlimited,
  };
}
