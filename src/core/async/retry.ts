import type { Clock } from './clock.ts';

/** Which failures to retry, how often, and how long to wait in between. */
export interface RetryPolicy<Failure> {
  /** Total number, including the first. Default: unlimited. */
  readonly attempts?: number;
  /** Aborting it ends a pause and prevents further attempts. */
  readonly signal?: AbortSignal;
  /** Without pauses, the next attempt follows immediately. */
  readonly pauses?: RetryPauses<Failure>;
  /** @param failures number of failed attempts, from 1. Default: every failure is transient. */
  isTransient?(error: unknown, failures: number): error is Failure;
  /** Called before the pause, for logging. */
  onRetry?(error: Failure, next: { readonly failures: number; readonly waitMs: number }): void;
}

/** How long to wait before the next attempt. */
export interface RetryPauses<Failure> {
  readonly clock: Clock;
  /** The pause in milliseconds, if the server requested none. */
  ms(failures: number): number;
  /** The pause the server requested (`Retry-After`), in milliseconds. */
  retryAfterMs?(error: Failure): number | undefined;
  /** If the server requests a longer pause, the failure is final. Default: no limit. */
  readonly longestMs?: number;
}

/**
 * Retries until it succeeds or the policy gives up. All retries in the bot go through it.
 *
 * For a deadline over all attempts, wrap it in {@link withDeadline} and pass that signal in the policy.
 *
 * p-retry, cockatiel and undici's RetryAgent were considered. All three sleep on their own timers, which
 * tests can't control; cockatiel's pauses don't end with the signal, and the agent ignores `retry_after` in a
 * response body.
 *
 * @throws the last attempt's error, or the signal's reason if it aborts during a pause.
 */
export async function retry<T, Failure = unknown>(
  attempt: () => Promise<T>,
  policy: RetryPolicy<Failure>,
): Promise<T> {
  const isTransient: NonNullable<typeof policy.isTransient> = policy.isTransient ?? everyFailure;
  const { attempts = Number.POSITIVE_INFINITY, signal = new AbortController().signal, pauses } = policy;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLast = failures >= attempts || signal.aborted;
      if (isLast || !isTransient(error, failures)) throw error;
      const waitMs = pauses === undefined ? 0 : pauseMs(pauses, error, failures);
      if (waitMs === undefined) throw error;
      policy.onRetry?.(error, { failures, waitMs });
      if (pauses !== undefined) await pauses.clock.sleep(waitMs, signal);
    }
  }
}

function everyFailure<Failure>(_error: unknown): _error is Failure {
  return true;
}

function pauseMs<Failure>(
  pauses: RetryPauses<Failure>,
  error: Failure,
  failures: number,
): number | undefined {
  const { longestMs = Number.POSITIVE_INFINITY } = pauses;
  const asked = pauses.retryAfterMs?.(error);
  if (asked === undefined) return pauses.ms(failures);
  return asked > longestMs ? undefined : asked;
}

/**
 * Returns pauses that double: by default 1 s after the first failure, up to 15 s.
 *
 * @param random returns a number from 0 (inclusive) to 1 for each pause, by which it is shortened (full
 *   jitter), so that callers that failed together don't retry together. Default: no jitter.
 */
export function doubling({
  firstMs = 1_000,
  longestMs = 15_000,
  random = () => 1,
}: {
  readonly firstMs?: number;
  readonly longestMs?: number;
  readonly random?: () => number;
}): (failures: number) => number {
  return (failures) => Math.round(random() * Math.min(longestMs, firstMs * 2 ** (failures - 1)));
}

/** Returns pauses from a list; the last one is repeated. */
export function listed(first: number, ...more: readonly number[]): (failures: number) => number {
  const all = [first, ...more];
  return (failures) => all[failures - 1] ?? all.at(-1) ?? first;
}

/**
 * Reads `Retry-After`: a number of seconds or an HTTP date (RFC 9110 section 10.2.3).
 *
 * @returns milliseconds from `nowMs`, never negative; `undefined` if the value can't be parsed.
 */
export function retryAfterMs(value: unknown, nowMs: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.max(0, value * 1000) : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
