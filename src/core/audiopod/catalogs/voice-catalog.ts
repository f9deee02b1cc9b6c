import { distance } from 'fastest-levenshtein';
import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import type { Voice } from '../../model/job/provider-job.ts';
import type { VoiceService } from '../../ports/provider.ts';
import { createCachedResponse } from './cached-response.ts';

const FRESH_MS = 15 * 60_000;
const NEAR_NAMES = 3;
/** Spoken when nobody names a voice; the first stock voice where the service lists none of that name. */
const DEFAULT_VOICE = 'aura';

/**
 * Finds voices by what people type, from a cached list, so that completing a name never waits long. The account at
 * AudioPod holds the voices that all tenants made; `own` names those that may be seen here, by AudioPod's id or
 * uuid, and every other one of that kind is as good as absent.
 */
export interface VoiceCatalog {
  /**
   * The voice of that id, uuid or name in any case; the default voice when nothing is asked for. An id wins
   * over a name, and a name over what a voice is shown as, so that no voice can pass itself off as another.
   *
   * @throws {BotError} `voice-unknown` with the names closest to it, `audiopod-garbled` when the service lists
   *   no voice at all, an `audiopod-…` code when the list cannot be had; the signal's reason when it aborts.
   */
  find(query: string | undefined, own: ReadonlySet<string>, signal: AbortSignal): Promise<Voice>;
  /**
   * Voices whose name, language or description fits, best first.
   *
   * @throws what {@link find} throws when the list cannot be had.
   */
  search(
    query: string,
    limit: number,
    own: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<readonly Voice[]>;
  /** Has the list read anew before it is used again: for when a voice was made or deleted. */
  forget(): Promise<void>;
}

/** A voice book over the service's list, kept for 15 minutes in a cache that may vanish at any time. */
export function createVoiceCatalog(
  service: Pick<VoiceService, 'voices'>,
  cache: Keyv<readonly Voice[]>,
  clock: Clock,
): VoiceCatalog {
  const list = createCachedResponse((signal) => service.voices(signal), {
    name: 'voices',
    cache,
    freshMs: FRESH_MS,
    clock,
  });
  const visibleTo = async (own: ReadonlySet<string>, signal: AbortSignal): Promise<readonly Voice[]> =>
    visible(await list.current(signal, (copy) => holds(copy, own)), own);
  return {
    async find(query = '', own, signal) {
      const voices = await visibleTo(own, signal);
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
    async search(query, limit, own, signal) {
      const voices = await visibleTo(own, signal);
      const wanted = query.trim().toLowerCase();
      if (wanted === '') return voices.slice(0, limit);
      return voices
        .map((voice) => ({ voice, rank: rankOf(voice, wanted) }))
        .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, limit)
        .map(({ voice }) => voice);
    },
    forget: () => list.forget(),
  };
}

/** A copy without a voice that is ready on record is older than that voice, which another process may have made. */
function holds(copy: readonly Voice[], own: ReadonlySet<string>): boolean {
  if (own.size === 0) return true;
  const listed = new Set(copy.flatMap(({ id, uuid = id }) => [id, uuid]));
  return [...own].every((id) => listed.has(id));
}

function visible(voices: readonly Voice[], own: ReadonlySet<string>): readonly Voice[] {
  return voices.filter(
    ({ isCustom, id, uuid }) => !isCustom || own.has(id) || (uuid !== undefined && own.has(uuid)),
  );
}

function defaultOf(voices: readonly Voice[]): Voice | undefined {
  // No member's voice speaks for those who named none.
  const stock = voices.filter((voice) => !voice.isCustom);
  return stock.find((voice) => voice.name === DEFAULT_VOICE) ?? stock[0];
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
