import type { Clock } from '../core/async/clock.ts';

/**
 * Waits for a promise, but not longer than this. What it waited for goes on; use it only for reads that
 * nobody needs to stop.
 *
 * @throws {Error} `Not answered within … ms`.
 */
export async function within<T>(clock: Clock, deadlineMs: number, promise: Promise<T>): Promise<T> {
  const limit = clock.timeout(deadlineMs);
  const late = Promise.withResolvers<never>();
  const expire = (): void => late.reject(new Error(`Not answered within ${deadlineMs} ms`));
  limit.addEventListener('abort', expire, { once: true });
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    limit.removeEventListener('abort', expire);
  }
}
