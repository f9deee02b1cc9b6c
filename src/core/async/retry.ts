import type { Clock } from './clock.ts';

/** Which failures are worth another attempt, how many there are, and what is waited for in between. */
export interface RetryPolicy<Failure> {
  /** In all, the first included. Default: no end. */
  readonly attempts?: number;
  /** Once it has aborted there is no further attempt, and a pause ends. */
  readonly signal?: AbortSignal;
  /** Without pauses the next attempt follows at once. */
  readonly pauses?: RetryPauses<Failure>;
  /** @param failures how many attempts have failed, from 1. Default: every failure is. */
  isTransient?(error: unknown, failures: number): error is Failure;
  /** Takes note of what comes next, before the pause. */
  onRetry?(error: Failure, next: { readonly failures: number; readonly waitMs: number }): void;
}

/** How long to wait before the next attempt. */
export interface RetryPauses<Failure> {
  readonly clock: Clock;
  /** In milliseconds, where the other side asked for nothing. */
  ms(failures: number): number;
  /** How long the other side asks to be left alone (`Retry-After`), in milliseconds. */
  retryAfterMs?(error: Failure): number | undefined;
  /** When the other side asks for more than this, the failure stands. Default: no limit. */
  readonly longestMs?: number;
}

/**
 * Tries until it works or the policy gives up: the one place that does. A deadline over all attempts is a
 * {@link withDeadline} around it, whose signal the policy carries.
 *
 * p-retry, cockatiel and undici's RetryAgent were looked at. All three sleep on timers of their own, which no test can
 * move; cockatiel's pauses do not end with the signal, and the agent sees no `retry_after` inside an answer.
 *
 * @throws the last attempt's error, or the signal's reason when it aborts during a pause.
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
 * Pauses that double: 1 s after the first failure, up to 15 s, unless told otherwise.
 *
 * @param random a number from 0 (inclusive) to 1, drawn for each pause. It spreads them over all that is shorter (full
 *   jitter), so that many who failed together do not return together. Default: no jitter.
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

/** Pauses from a list; the last one is repeated. */
export function listed(first: number, ...more: readonly number[]): (failures: number) => number {
  const all = [first, ...more];
  return (failures) => all[failures - 1] ?? all.at(-1) ?? first;
}

/**
 * Reads `Retry-After`: a number of seconds or an HTTP date (RFC 9110 section 10.2.3).
 *
 * @returns milliseconds from `nowMs`, never negative; `undefined` when there is nothing readable.
 */
export function retryAfterMs(value: unknown, nowMs: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.max(0, value * 1000) : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
