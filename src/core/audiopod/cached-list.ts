import type { Keyv } from 'keyv';
import { BotError } from '../errors.ts';
import { unlessAborted } from '../net/unless-aborted.ts';

/** For the list that everybody waiting shares; whoever cannot wait that long gives up alone. */
const LOAD_DEADLINE_MS = 30_000;
const CACHE_KEY = 'all';

/** A list of AudioPod's that many people look things up in. */
export interface CachedList<T> {
  /**
   * The whole list, in the service's order.
   *
   * @throws {BotError} `audiopod-garbled` for an empty list, an `audiopod-…` code when it cannot be had; the signal's
   *   reason when it aborts.
   */
  all(signal: AbortSignal): Promise<readonly T[]>;
  /** Has the list read anew before it is used again. */
  forget(): Promise<void>;
}

/** A list kept for `freshMs` in a cache that may vanish at any time. `name` says what it lists. */
export function createCachedList<T>(
  read: (signal: AbortSignal) => Promise<readonly T[]>,
  {
    name,
    cache,
    freshMs,
  }: { readonly name: string; readonly cache: Keyv<readonly T[]>; readonly freshMs: number },
): CachedList<T> {
  let loading: Promise<readonly T[]> | undefined;
  let timesForgotten = 0;

  const load = async (): Promise<readonly T[]> => {
    const before = timesForgotten;
    const list = await inTime(read, name);
    if (list.length === 0) throw new BotError('audiopod-garbled', `AudioPod’s list of ${name} is empty`);
    // A list begun before it was to be forgotten may lack what has come since.
    if (before === timesForgotten) await cache.set(CACHE_KEY, list, freshMs);
    return list;
  };

  const begin = (): Promise<readonly T[]> => {
    const begun = load().finally(() => {
      if (loading === begun) loading = undefined;
    });
    return begun;
  };

  return {
    async all(signal) {
      signal.throwIfAborted();
      const cached = await cache.get(CACHE_KEY);
      if (cached !== undefined) return cached;
      // Many people completing a name at once must cost one list, and one who gives up must not take it from the others.
      loading ??= begin();
      return unlessAborted(loading, signal);
    },
    async forget() {
      timesForgotten += 1;
      loading = undefined;
      await cache.delete(CACHE_KEY);
    },
  };
}

async function inTime<T>(read: (signal: AbortSignal) => Promise<T>, name: string): Promise<T> {
  const signal = AbortSignal.timeout(LOAD_DEADLINE_MS);
  try {
    return await read(signal);
  } catch (error) {
    if (error instanceof BotError || !signal.aborted) throw error;
    throw new BotError('audiopod-unreachable', `The list of ${name} did not come in time`, { cause: error });
  }
}
