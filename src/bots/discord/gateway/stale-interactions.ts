import type { Clock } from '../../../core/async/clock.ts';
import { madeAtMs } from '../payload/snowflake.ts';

/** A first response takes this long to arrive; what has less time left cannot make it any more. */
const UNDER_WAY_MS = 500;

/** Tells which interactions are too old to be answered, such as those replayed after a long disconnection. */
export interface StaleInteractions {
  isTooLate(interactionId: string): boolean;
}

/**
 * Measures against the fastest interaction seen so far, because this machine's clock may be ahead of
 * Discord's: an absolute age would then turn every interaction away.
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
