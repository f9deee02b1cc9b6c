import { setTimeout as delay } from 'node:timers/promises';

/**
 * Only ends a test that hangs, with a message about what: nothing takes as long, even on the slowest machine.
 */
export const HUNG_MS = 10 * 60_000;

/** The interval of checks: conditions also change in other processes and on disk. */
const LOOK_EVERY_MS = 10;

/**
 * Resolves with the first result that is neither `undefined` nor `false`.
 *
 * The one way to wait in tests: on a condition, for as long as it takes.
 *
 * @param what names the condition, or describes the state when it never becomes true.
 */
export async function until<T>(
  what: string | (() => string),
  find: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const endMs = performance.now() + HUNG_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`Never: ${typeof what === 'string' ? what : what()}`);
    await delay(LOOK_EVERY_MS);
  }
}
