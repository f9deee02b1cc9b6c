import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { withDeadline } from '../../async/deadline.ts';
import { unlessAborted } from '../../async/unless-aborted.ts';
import { BotError } from '../../model/errors.ts';

/** Deadline of the read that all waiting callers share; a caller with less time gives up alone. */
const READ_DEADLINE_MS = 30_000;
/**
 * After this long in memory the cache is read again, because another process may have dropped the response.
 */
const IN_MEMORY_MS = 60_000;
const CACHE_KEY = 'all';

/** A cached AudioPod response used for lookups: a list, or a record by name. */
export interface CachedResponse<T> {
  /**
   * Returns the whole response, as the service sent it. It is shared by all callers, so don't modify it.
   *
   * @param suits whether a copy in memory is acceptable. If not, the cache is read, and its copy accepted as
   *   it is.
   * @throws {BotError} `audiopod-garbled` for an empty response, an `audiopod-…` code if it is unavailable;
   *   the signal's reason if it aborts.
   */
  current(signal: AbortSignal, suits?: (copy: T) => boolean): Promise<T>;
  /** Drops it, so that the next use reads it again. Other processes notice within a minute. */
  forget(): Promise<void>;
}

/**
 * Creates a cached response that is never older than `freshMs`, which must be more than a minute.
 *
 * It is kept in a cache that may vanish at any time, and also in memory, because reading and parsing a long
 * response for every caller delays all others.
 */
export function createCachedResponse<T extends object>(
  read: (signal: AbortSignal) => Promise<T>,
  {
    name,
    cache,
    freshMs,
    clock,
    deadlineMs = READ_DEADLINE_MS,
  }: {
    /** The kind of entries, in the plural. */
    readonly name: string;
    readonly cache: Keyv<T>;
    readonly freshMs: number;
    readonly clock: Clock;
    /** How long one read may take. */
    readonly deadlineMs?: number;
  },
): CachedResponse<T> {
  let copy: { readonly answer: T; readonly untilMs: number } | undefined;
  let loading: Promise<T> | undefined;
  let timesForgotten = 0;

  const readWhole = async (): Promise<T> => {
    const deadline = {
      clock,
      durationMs: deadlineMs,
      failure: (cause: Error) =>
        new BotError('audiopod-unreachable', `The list of ${name} did not come in time`, { cause }),
    };
    const answer = await withDeadline(deadline, read);
    // An empty response is probably a transient fault and must not be cached.
    if (Object.keys(answer).length > 0) return answer;
    throw new BotError('audiopod-garbled', `AudioPod’s list of ${name} is empty`);
  };

  const load = async (): Promise<T> => {
    const before = timesForgotten;
    const cached = await cache.get(CACHE_KEY);
    const answer = cached ?? (await readWhole());
    // A read that began before `forget` may lack newer entries.
    if (before !== timesForgotten) return answer;
    copy = { answer, untilMs: clock.now() + IN_MEMORY_MS };
    // It leaves the cache a minute early, so that a memory copy made at the last moment never exceeds
    // `freshMs` either.
    if (cached === undefined) await cache.set(CACHE_KEY, answer, freshMs - IN_MEMORY_MS);
    return answer;
  };

  const begin = (): Promise<T> => {
    const begun = load().finally(() => {
      if (loading === begun) loading = undefined;
    });
    return begun;
  };

  const drop = (): void => {
    timesForgotten += 1;
    copy = undefined;
    loading = undefined;
  };

  return {
    async current(signal, suits = () => true) {
      signal.throwIfAborted();
      if (copy !== undefined && clock.now() < copy.untilMs && suits(copy.answer)) return copy.answer;
      // Concurrent callers share one read, and one that gives up must not abort it for the others.
      loading ??= begin();
      return unlessAborted(loading, signal);
    },
    async forget() {
      drop();
      await cache.delete(CACHE_KEY);
      // A caller that read during the deletion may still have found it.
      drop();
    },
  };
}
