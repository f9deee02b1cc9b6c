import { setTimeout as delay } from 'node:timers/promises';

/**
 * Only ends a test that hangs, with a message about what: nothing takes as long, even on the slowest machine.
 */
export const HUNG_MS = 10 * 60_000;

/** The interval of looks at what is in memory, which cost next to nothing. */
const LOOK_EVERY_MS = 10;
/**
 * The interval of looks at databases, disks and other processes grows up to this. Each one takes time of the
 * processor from the very work that is waited for.
 */
const LOOK_FARTHER_EVERY_MS = 100;

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
  for (let pauseMs = LOOK_EVERY_MS; ; ) {
    const look = find();
    if (look instanceof Promise) pauseMs = Math.min(pauseMs * 1.5, LOOK_FARTHER_EVERY_MS);
    const found = await look;
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`Never: ${typeof what === 'string' ? what : what()}`);
    await delay(pauseMs);
  }
}
