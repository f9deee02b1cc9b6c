import type { Clock } from '../core/async/clock.ts';

/**
 * Waits for a promise, but not longer than this. What it waited for goes on; use it only for reads that
 * nobody needs to stop.
 *
 * @throws {Error} `Not answered within … ms`.
 */
export async function within<T>(clock: Clock, deadlineMs: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.sleep(deadlineMs, timer.signal).then(() => {
    throw new Error(`Not answered within ${deadlineMs} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
