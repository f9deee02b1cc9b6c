import type { Clock } from '../async/clock.ts';
import { BotError } from '../model/errors.ts';

/** One status read may take this long, whatever the transport allows itself. */
const LONGEST_READ_MS = 30_000;

/**
 * Runs one status read under a deadline.
 *
 * @throws {BotError} `audiopod-unreachable` when the deadline passed; the signal's reason when it aborted.
 */
export async function readWithin<T>(
  clock: Clock,
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const deadline = clock.sleep(LONGEST_READ_MS, either).then((): never => {
    throw new BotError('audiopod-unreachable', `No status within ${LONGEST_READ_MS} ms`);
  });
  try {
    return await Promise.race([read(either), deadline]);
  } finally {
    // Ends whichever of the two still runs.
    over.abort();
  }
}
