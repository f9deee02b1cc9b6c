import { setTimeout as delay } from 'node:timers/promises';

/** Only ends a test that hangs, and says on what: nothing takes as long, on the slowest machine either. */
export const HUNG_MS = 10 * 60_000;

/** What is waited for happens in other processes and on disk too, so it is looked at this often. */
const LOOK_EVERY_MS = 10;

/**
 * Resolves with the first finding that is neither `undefined` nor `false`. The one way to wait in tests: on a condition,
 * for as long as it takes.
 *
 * @param what is waited for, or a description of how things stand when it never comes.
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
