import type { Clock } from '../async/clock.ts';

/** Wakes one waiter early. A ring while nobody waits is kept for the next wait. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or after `longestMs` where one is given. */
  wait(longestMs?: number): Promise<void>;
}

/** Makes a bell for one waiter. It leaves no timer behind once rung. */
export function createBell(clock: Clock): Bell {
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
