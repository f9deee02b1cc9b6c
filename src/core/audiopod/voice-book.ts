import { distance } from 'fastest-levenshtein';
import type { Keyv } from 'keyv';
import { BotError } from '../errors.ts';
import type { Voice } from './model.ts';
import type { VoiceService } from './services.ts';

const FRESH_MS = 15 * 60_000;
const CACHE_KEY = 'all';
/** Spoken when nobody names a voice; the first stock voice where the service lists none of that name. */
const DEFAULT_VOICE = 'aura';

/** Finds voices by what people type, from a cached list, so that completing a name never waits long. */
export interface VoiceBook {
  /**
   * The voice of that id, uuid or name in any case; the default voice when nothing is asked for.
   *
   * @throws {BotError} `voice-unknown` with the names closest to it.
   */
  find(query: string | undefined, signal: AbortSignal): Promise<Voice>;
  /** Voices whose name, language or description fits, best first. */
  search(query: string, limit: number, signal: AbortSignal): Promise<readonly Voice[]>;
}

/** A voice book over the service's list, kept for 15 minutes in a cache that may vanish at any time. */
export function createVoiceBook(service: VoiceService, cache: Keyv<readonly Voice[]>): VoiceBook {
  let loading: Promise<readonly Voice[]> | undefined;

  const all = async (signal: AbortSignal): Promise<readonly Voice[]> => {
    const cached = await cache.get(CACHE_KEY);
    if (cached !== undefined) return cached;
    // Many people completing a name at once must cost one list, not many.
    loading ??= load(signal).finally(() => {
      loading = undefined;
    });
    return loading;
  };

  const load = async (signal: AbortSignal): Promise<readonly Voice[]> => {
    const voices = await service.voices(signal);
    await cache.set(CACHE_KEY, voices, FRESH_MS);
    return voices;
  };

  return {
    async find(query, signal) {
      const voices = await all(signal);
      if (query === undefined || query === '') {
        const chosen = voices.find((voice) => voice.name === DEFAULT_VOICE) ?? voices[0];
        if (chosen !== undefined) return chosen;
      }
      const wanted = (query ?? '').toLowerCase();
      const found = voices.find((voice) => namesOf(voice).includes(wanted));
      if (found !== undefined) return found;
      throw new BotError('voice-unknown', 'No voice of that name', {
        facts: { query: wanted.slice(0, 60), near: nearest(voices, wanted, 3).join(', ') },
      });
    },
    async search(query, limit, signal) {
      const voices = await all(signal);
      const wanted = query.trim().toLowerCase();
      if (wanted === '') return voices.slice(0, limit);
      const fitting = voices
        .map((voice) => ({ voice, rank: rankOf(voice, wanted) }))
        .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
        .sort((a, b) => a.rank - b.rank)
        .map(({ voice }) => voice);
      return fitting.slice(0, limit);
    },
  };
}

function namesOf(voice: Voice): readonly string[] {
  return [voice.name, voice.displayName, voice.id, voice.uuid ?? voice.id].map((name) => name.toLowerCase());
}

function rankOf(voice: Voice, wanted: string): number {
  const names = namesOf(voice);
  if (names.includes(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(wanted))) return 2;
  const rest = [voice.languageName, voice.languageCode, voice.gender, voice.description];
  if (rest.some((part) => part?.toLowerCase().includes(wanted))) return 3;
  const near = Math.min(...names.slice(0, 2).map((name) => distance(name, wanted)));
  return near <= Math.max(1, Math.floor(wanted.length / 3)) ? 3 + near : Number.POSITIVE_INFINITY;
}

function nearest(voices: readonly Voice[], wanted: string, count: number): readonly string[] {
  return voices
    .map((voice) => ({
      name: voice.displayName,
      far: Math.min(...namesOf(voice).map((name) => distance(name, wanted))),
    }))
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ name }) => name);
}
