import type { Clock } from './clock.ts';

/** Why something was given up: it had this long and needed longer. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(durationMs: number) {
    super(`Not finished within ${durationMs} ms`);
  }
}

/**
 * Runs something that may take `durationMs` and not longer. The signal handed to it aborts with the caller's
 * own reason, or with a {@link DeadlineError} once the time is over.
 */
export async function withDeadline<T>(
  clock: Clock,
  durationMs: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const overdue = new AbortController();
  const limit = clock.timeout(durationMs);
  const expire = (): void => overdue.abort(new DeadlineError(durationMs));
  limit.addEventListener('abort', expire, { once: true });
  try {
    return await run(AbortSignal.any([signal, overdue.signal]));
  } finally {
    // A limit that nothing listens to is collected, and its timer with it.
    limit.removeEventListener('abort', expire);
  }
}
