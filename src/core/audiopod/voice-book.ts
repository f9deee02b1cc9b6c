import { distance } from 'fastest-levenshtein';
import type { Keyv } from 'keyv';
import { BotError } from '../errors.ts';
import type { Voice } from './model.ts';
import type { VoiceService } from './services.ts';

const FRESH_MS = 15 * 60_000;
/** For the list that everybody waiting shares; whoever cannot wait that long gives up alone. */
const LOAD_DEADLINE_MS = 30_000;
const CACHE_KEY = 'all';
const NEAR_NAMES = 3;
/** Spoken when nobody names a voice; the first stock voice where the service lists none of that name. */
const DEFAULT_VOICE = 'aura';

/** Finds voices by what people type, from a cached list, so that completing a name never waits long. */
export interface VoiceBook {
  /**
   * The voice of that id, uuid or name in any case; the default voice when nothing is asked for. An id wins
   * over a name, and a name over what a voice is shown as, so that no voice can pass itself off as another.
   *
   * @throws {BotError} `voice-unknown` with the names closest to it, `audiopod-garbled` when the service lists
   *   no voice at all, an `audiopod-…` code when the list cannot be had; the signal's reason when it aborts.
   */
  find(query: string | undefined, signal: AbortSignal): Promise<Voice>;
  /**
   * Voices whose name, language or description fits, best first.
   *
   * @throws what {@link find} throws when the list cannot be had.
   */
  search(query: string, limit: number, signal: AbortSignal): Promise<readonly Voice[]>;
  /** Has the list read anew before it is used again: for when a voice was made or deleted. */
  forget(): Promise<void>;
}

/** A voice book over the service's list, kept for 15 minutes in a cache that may vanish at any time. */
export function createVoiceBook(
  service: Pick<VoiceService, 'voices'>,
  cache: Keyv<readonly Voice[]>,
): VoiceBook {
  let loading: Promise<readonly Voice[]> | undefined;

  let timesForgotten = 0;

  const load = async (): Promise<readonly Voice[]> => {
    const before = timesForgotten;
    const voices = await inTime((signal) => service.voices(signal));
    if (voices.length === 0) throw new BotError('audiopod-garbled', 'AudioPod lists no voice at all');
    // A list begun before somebody's voice was made may lack it.
    if (before === timesForgotten) await cache.set(CACHE_KEY, voices, FRESH_MS);
    return voices;
  };

  const begin = (): Promise<readonly Voice[]> => {
    const begun = load().finally(() => {
      if (loading === begun) loading = undefined;
    });
    return begun;
  };

  const all = async (signal: AbortSignal): Promise<readonly Voice[]> => {
    signal.throwIfAborted();
    const cached = await cache.get(CACHE_KEY);
    if (cached !== undefined) return cached;
    // Many people completing a name at once must cost one list, and one who gives up must not take it from the others.
    loading ??= begin();
    return unlessAborted(loading, signal);
  };

  return {
    async find(query = '', signal) {
      const voices = await all(signal);
      const wanted = query.trim().toLowerCase();
      const found = wanted === '' ? defaultOf(voices) : named(voices, wanted);
      if (found !== undefined) return found;
      throw new BotError('voice-unknown', 'No voice of that name', {
        facts: {
          query: Array.from(query.trim()).slice(0, 60).join(''),
          near: nearest(voices, wanted, NEAR_NAMES).join(', '),
        },
      });
    },
    async search(query, limit, signal) {
      const voices = await all(signal);
      const wanted = query.trim().toLowerCase();
      if (wanted === '') return voices.slice(0, limit);
      return voices
        .map((voice) => ({ voice, rank: rankOf(voice, wanted) }))
        .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, limit)
        .map(({ voice }) => voice);
    },
    async forget() {
      timesForgotten += 1;
      loading = undefined;
      await cache.delete(CACHE_KEY);
    },
  };
}

async function inTime<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(LOAD_DEADLINE_MS);
  try {
    return await read(signal);
  } catch (error) {
    if (error instanceof BotError || !signal.aborted) throw error;
    throw new BotError('audiopod-unreachable', 'The list of voices did not come in time', { cause: error });
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function defaultOf(voices: readonly Voice[]): Voice | undefined {
  return voices.find((voice) => voice.name === DEFAULT_VOICE) ?? voices[0];
}

function named(voices: readonly Voice[], wanted: string): Voice | undefined {
  const is = (text: string | undefined): boolean => text?.toLowerCase() === wanted;
  return (
    voices.find((voice) => is(voice.id) || is(voice.uuid)) ??
    voices.find((voice) => is(voice.name)) ??
    voices.find((voice) => is(voice.displayName))
  );
}

/** Lower is better, infinite is no match at all. Ids only count whole: nobody searches by a piece of one. */
function rankOf(voice: Voice, wanted: string): number {
  const names = namesOf(voice);
  if (named([voice], wanted) !== undefined) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(wanted))) return 2;
  const rest = [voice.languageName, voice.languageCode, voice.gender, voice.description];
  if (rest.some((part) => part?.toLowerCase().includes(wanted))) return 3;
  const slips = slipsFrom(voice, wanted);
  return slips <= Math.max(1, Math.floor(wanted.length / 3)) ? 3 + slips : Number.POSITIVE_INFINITY;
}

function nearest(voices: readonly Voice[], wanted: string, count: number): readonly string[] {
  return voices
    .map((voice) => ({ name: voice.displayName, slips: slipsFrom(voice, wanted) }))
    .toSorted((a, b) => a.slips - b.slips)
    .slice(0, count)
    .map(({ name }) => name);
}

function slipsFrom(voice: Voice, wanted: string): number {
  return Math.min(...namesOf(voice).map((name) => distance(name, wanted)));
}

function namesOf(voice: Voice): readonly string[] {
  return [voice.name.toLowerCase(), voice.displayName.toLowerCase()];
}
