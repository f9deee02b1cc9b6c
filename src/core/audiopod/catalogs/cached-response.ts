import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { withDeadline } from '../../async/deadline.ts';
import { unlessAborted } from '../../async/unless-aborted.ts';
import { BotError } from '../../model/errors.ts';

/** For the answer that everybody waiting shares; whoever cannot wait that long gives up alone. */
const READ_DEADLINE_MS = 30_000;
/** After this long in memory the cache is asked again, because another process may have forgotten the answer. */
const IN_MEMORY_MS = 60_000;
const CACHE_KEY = 'all';

/** An answer of AudioPod's that many people look things up in: a list, or a record of named things. */
export interface CachedResponse<T> {
  /**
   * The whole answer, as the service gave it. It belongs to everybody who asks.
   *
   * @param suits whether a copy in memory will do. Where it will not, the cache is asked, and believed.
   * @throws {BotError} `audiopod-garbled` for an empty answer, an `audiopod-…` code when it cannot be had; the signal's
   *   reason when it aborts.
   */
  current(signal: AbortSignal, suits?: (copy: T) => boolean): Promise<T>;
  /** Has it read anew before it is used again. Another process notices within a minute. */
  forget(): Promise<void>;
}

/**
 * An answer that is never older than `freshMs`, which is more than a minute: kept in a cache that may vanish at any
 * time, and from there in memory, because reading and parsing a long one for each who asks costs all others time.
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
    /** What it is about, in the plural. */
    readonly name: string;
    readonly cache: Keyv<T>;
    readonly freshMs: number;
    readonly clock: Clock;
    /** How long one reading may take. */
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
    // Nothing at all is what a passing fault looks like; it must not be believed for long.
    if (Object.keys(answer).length > 0) return answer;
    throw new BotError('audiopod-garbled', `AudioPod’s list of ${name} is empty`);
  };

  const load = async (): Promise<T> => {
    const before = timesForgotten;
    const cached = await cache.get(CACHE_KEY);
    const answer = cached ?? (await readWhole());
    // One begun before it was to be forgotten may lack what has come since.
    if (before !== timesForgotten) return answer;
    copy = { answer, untilMs: clock.now() + IN_MEMORY_MS };
    // So much sooner it leaves the cache that a copy taken at the last moment is never older than `freshMs` either.
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
      // Many people completing a name at once must cost one answer, and one who gives up must not take it from the others.
      loading ??= begin();
      return unlessAborted(loading, signal);
    },
    async forget() {
      drop();
      await cache.delete(CACHE_KEY);
      // Whoever looked while it was being deleted may still have found it.
      drop();
    },
  };
}
