import type { Clock } from '../async/clock.ts';

/** Wakes one waiter early. A ring without a waiter is kept for the next wait. */
export interface WakeSignal {
  ring(): void;
  /** Resolves at the next ring, or after `longestMs` if given. */
  wait(longestMs?: number): Promise<void>;
}

/** Creates a wake signal for one waiter. It leaves no timer behind once rung. */
export function createWakeSignal(clock: Clock): WakeSignal {
  let next = Promise.withResolvers<void>();
  return {
    ring: () => next.resolve(),
    async wait(longestMs) {
      const rung = new AbortController();
      try {
        const waits = [next.promise];
        if (longestMs !== undefined) waits.push(clock.sleep(longestMs, rung.signal));
        await Promise.race(waits);
      } finally {
        rung.abort();
        next = Promise.withResolvers<void>();
      }
    },
  };
}
