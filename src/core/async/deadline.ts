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
 * own reason, or with a {@link DeadlineError} once the time is over. No timer is left behind.
 */
export async function withDeadline<T>(
  clock: Clock,
  durationMs: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const overdue = new AbortController();
  const finished = new AbortController();
  void clock.sleep(durationMs, finished.signal).then(
    () => overdue.abort(new DeadlineError(durationMs)),
    () => {},
  );
  try {
    return await run(AbortSignal.any([signal, overdue.signal]));
  } finally {
    finished.abort();
  }
}
