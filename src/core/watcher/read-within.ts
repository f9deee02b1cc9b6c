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
  const limit = clock.timeout(LONGEST_READ_MS);
  const late = Promise.withResolvers<never>();
  const expire = (): void =>
    late.reject(new BotError('audiopod-unreachable', `No status within ${LONGEST_READ_MS} ms`));
  const stop = (): void => late.reject(signal.reason);
  signal.throwIfAborted();
  limit.addEventListener('abort', expire, { once: true });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([read(AbortSignal.any([signal, over.signal])), late.promise]);
  } finally {
    limit.removeEventListener('abort', expire);
    signal.removeEventListener('abort', stop);
    // Ends the read where it still runs.
    over.abort();
  }
}
