import type { Clock } from './clock.ts';

/** Thrown when work exceeds its deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(durationMs: number) {
    super(`Not finished within ${durationMs} ms`);
  }
}

/** How long work may take, and what to throw if it takes longer. */
export interface Deadline {
  readonly clock: Clock;
  readonly durationMs: number;
  /** The caller's own signal to stop. */
  readonly signal?: AbortSignal;
  /** Creates the error to throw instead of the {@link DeadlineError}. */
  readonly failure?: (late: DeadlineError) => Error;
}

/**
 * Runs work with a deadline.
 *
 * The signal passed to the work aborts with the caller's own reason, or with a {@link DeadlineError} once the
 * time is over. The work is always waited for, so that nothing keeps running in the background; wrap work
 * that accepts no signal in `unlessAborted(work, signal)`.
 *
 * @throws {DeadlineError} or the error `failure` returns; the caller's reason; whatever the work throws.
 */
export async function withDeadline<T>(
  { clock, durationMs, signal, failure }: Deadline,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const late = new DeadlineError(durationMs);
  const overdue = new AbortController();
  const limit = clock.timeout(durationMs);
  const expire = (): void => overdue.abort(late);
  limit.addEventListener('abort', expire, { once: true });
  try {
    return await run(AbortSignal.any([...(signal === undefined ? [] : [signal]), overdue.signal]));
  } catch (error) {
    // Only this deadline's error: the work may have inner deadlines, which mean something else.
    throw error === late && failure !== undefined ? failure(late) : error;
  } finally {
    // Without listeners the limit is garbage-collected, together with its timer.
    limit.removeEventListener('abort', expire);
  }
}
