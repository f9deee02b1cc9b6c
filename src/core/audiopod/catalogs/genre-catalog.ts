import { distance } from 'fastest-levenshtein';
import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import type { GenrePreset } from '../../model/job/provider-job.ts';
import type { MusicService } from '../../ports/provider-services.ts';
import { createCachedResponse } from './cached-response.ts';

const FRESH_MS = 60 * 60_000;
const NEAR_NAMES = 3;

/** Finds music genres, from a cached list. */
export interface GenreCatalog {
  /**
   * Lists all genres, in the service's order.
   *
   * @throws {BotError} an `audiopod-…` code if the list is unavailable or empty; the signal's reason if it
   *   aborts.
   */
  all(signal: AbortSignal): Promise<readonly GenrePreset[]>;
  /**
   * Returns the genre with that name, ignoring case.
   *
   * @throws {BotError} `genre-unknown` with the closest names, and the errors of {@link all}.
   */
  find(name: string, signal: AbortSignal): Promise<GenrePreset>;
}

/** Creates a genre catalog of the service's presets, cached for an hour. The cache may vanish at any time. */
export function createGenreCatalog(
  service: Pick<MusicService, 'presets'>,
  cache: Keyv<readonly GenrePreset[]>,
  clock: Clock,
): GenreCatalog {
  const list = createCachedResponse((signal) => service.presets(signal), {
    name: 'genres',
    cache,
    freshMs: FRESH_MS,
    clock,
  });
  return {
    all: (signal) => list.current(signal),
    async find(name, signal) {
      const genres = await list.current(signal);
      const wanted = name.trim().toLowerCase();
      const found = genres.find((genre) => genre.name.toLowerCase() === wanted);
      if (found !== undefined) return found;
      const near = genres
        .toSorted((a, b) => distance(a.name.toLowerCase(), wanted) - distance(b.name.toLowerCase(), wanted))
        .slice(0, NEAR_NAMES)
        .map((genre) => genre.name);
      throw new BotError('genre-unknown', 'No genre of that name', {
        facts: { query: Array.from(name.trim()).slice(0, 60).join(''), near: near.join(', ') },
      });
    },
  };
}
