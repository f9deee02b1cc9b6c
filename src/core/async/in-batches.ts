import type { Clock } from './clock.ts';

/** How to work through something large without holding up anything else. */
export interface Batches {
  readonly clock: Clock;
  /** After this long the rest is left for another time. */
  readonly deadlineMs: number;
  /** How long to pause after each batch, so that others get their turn. */
  readonly pauseMs: number;
}

/**
 * Runs a batch again and again until it returns 0, which means that nothing is left.
 *
 * @returns whether everything is done; not if the deadline passed or the signal aborted before.
 * @throws whatever a batch throws.
 */
export async function inBatches(
  run: () => Promise<number>,
  { clock, deadlineMs, pauseMs }: Batches,
  signal: AbortSignal,
): Promise<boolean> {
  const end = AbortSignal.any([signal, clock.timeout(deadlineMs)]);
  while (!end.aborted) {
    if ((await run()) === 0) return true;
    await clock.sleep(pauseMs, end).catch(() => undefined);
  }
  return false;
}
