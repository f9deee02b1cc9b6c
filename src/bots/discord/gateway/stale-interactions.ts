import type { Clock } from '../../../core/async/clock.ts';
import { madeAtMs } from '../payload/snowflake.ts';

/** Time a first response takes to arrive; an interaction with less time left is too late. */
const UNDER_WAY_MS = 500;

/** Detects interactions that are too old for a reply, such as those replayed after a long disconnection. */
export interface StaleInteractions {
  isTooLate(interactionId: string): boolean;
}

/**
 * Measures against the fastest interaction so far, because this machine's clock may be ahead of Discord's: by
 * absolute age, every interaction would then be too old.
 */
export function createStaleInteractions(clock: Clock, firstResponseMs: number): StaleInteractions {
  let leastLagMs = Number.POSITIVE_INFINITY;
  return {
    isTooLate(interactionId) {
      const lagMs = clock.now() - madeAtMs(interactionId);
      leastLagMs = Math.min(leastLagMs, lagMs);
      return lagMs - leastLagMs > firstResponseMs - UNDER_WAY_MS;
    },
  };
}
