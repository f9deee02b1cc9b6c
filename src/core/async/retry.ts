import type { Clock } from './clock.ts';

/** When to try again, and how to wait for it. */
export interface RetryRules {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * The wait before the next attempt in milliseconds, or `undefined` to give up.
   *
   * @param failures how many attempts have failed, from 1.
   */
  waitMs(error: unknown, failures: number): number | undefined;
}

const BASE_MS = 1000;
const CEILING_MS = 15_000;

/**
 * The one place that tries again. undici's RetryAgent and p-retry were looked at: both sleep on their own
 * timers, and the former resumes half-read bodies and cannot see a `retry_after` inside an answer.
 *
 * @throws the last attempt's error, or the signal's reason when it aborts during a wait.
 */
export async function retry<T>(attempt: () => Promise<T>, rules: RetryRules): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = rules.signal.aborted ? undefined : rules.waitMs(error, failures);
      if (waitMs === undefined) throw error;
      await rules.clock.sleep(waitMs, rules.signal);
    }
  }
}

/**
 * Exponential backoff with full jitter: anywhere from 0 to 1 s after the first failure, doubling to 15 s.
 *
 * @param random a number from 0 (inclusive) to 1.
 */
export function backoffMs(failures: number, random: number): number {
  return Math.round(random * Math.min(CEILING_MS, BASE_MS * 2 ** (failures - 1)));
}
