import type { Clock } from './clock.ts';

/** Why something was given up: it had this long and needed longer. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(durationMs: number) {
    super(`Not finished within ${durationMs} ms`);
  }
}

/** How long something may take, and what happens when it takes longer. */
export interface Deadline {
  readonly clock: Clock;
  readonly durationMs: number;
  /** The caller's own reason to stop. */
  readonly signal?: AbortSignal;
  /** What the caller throws in place of the {@link DeadlineError}. */
  readonly failure?: (late: DeadlineError) => Error;
}

/**
 * Runs something that may take so long and no longer. Its signal aborts with the caller's own reason, or with a
 * {@link DeadlineError} once the time is over. The work is waited for until it ends, so that nothing runs on behind the
 * caller's back; work that takes no signal is left behind with `unlessAborted(work, signal)`.
 *
 * @throws {DeadlineError} or what `failure` makes of it; the caller's reason; whatever the work throws.
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
    // Only its own: the work may hold deadlines of its own, which mean something else.
    throw error === late && failure !== undefined ? failure(late) : error;
  } finally {
    // A limit that nothing listens to is collected, and its timer with it.
    limit.removeEventListener('abort', expire);
  }
}
