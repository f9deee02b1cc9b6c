import { distance } from 'fastest-levenshtein';
import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import type { Voice } from '../../model/job/provider-job.ts';
import type { VoiceService } from '../../ports/provider.ts';
import { createCachedResponse } from './cached-response.ts';

const FRESH_MS = 15 * 60_000;
const NEAR_NAMES = 3;
/** The default voice. If the service lists none with this name, the first stock voice is used. */
const DEFAULT_VOICE = 'aura';

/**
 * Finds voices by what people type, from a cached list, so that autocomplete never waits long.
 *
 * The AudioPod account contains the clones of all tenants. `own` lists those visible to the caller, by
 * AudioPod's id or uuid; every other clone is treated as absent.
 */
export interface VoiceCatalog {
  /**
   * Returns the voice with that id, uuid or name, ignoring case; without a query, the default voice.
   *
   * An id wins over a name, and a name over a display name, so that no voice can impersonate another.
   *
   * @throws {BotError} `voice-unknown` with the closest names, `audiopod-garbled` if the service lists no
   *   voice at all, an `audiopod-…` code if the list is unavailable; the signal's reason if it aborts.
   */
  find(query: string | undefined, own: ReadonlySet<string>, signal: AbortSignal): Promise<Voice>;
  /**
   * Returns the voices whose name, language or description matches, best first.
   *
   * @throws the errors of {@link find} for an unavailable list.
   */
  search(
    query: string,
    limit: number,
    own: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<readonly Voice[]>;
  /** Drops the list, so that the next use reads it again. Call it after a voice was made or deleted. */
  forget(): Promise<void>;
}

/** Creates a voice catalog of the service's list, cached for 15 minutes. The cache may vanish at any time. */
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

/**
 * Whether a copy contains all own ready voices. If not, it is outdated: another process may have made one
 * since.
 */
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
  // A member's clone must never become the default.
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

/**
 * Ranks a match: lower is better, infinite is none. Ids must match completely: nobody searches by part of
 * one.
 */
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
