import { LOCALES, type Locale } from '../../../core/model/locale.ts';
import type { Log } from '../../../core/ports/log.ts';

/** Keeps small values for a while, and may lose them at any time. */
export interface LocaleCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, keptMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/**
 * Remembers in which language members last used the bot, because Discord doesn’t say it with a message. A lost entry
 * costs nothing: the server’s language is used instead. Never rejects.
 */
export interface LocaleMemory {
  of(userId: string): Promise<Locale | undefined>;
  remember(userId: string, locale: Locale): Promise<void>;
  forget(userId: string): Promise<void>;
}

const KEPT_MS = 90 * 24 * 60 * 60_000;
/** Members whose entry need not be written again. */
const MOST_KNOWN = 5_000;

/** Creates the memory over a cache. Entries are kept for 90 days. */
export function createLocaleMemory(cache: LocaleCache, log: Pick<Log, 'debug'>): LocaleMemory {
  const written = new Map<string, Locale>();
  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      log.debug({ error }, 'locale-not-remembered');
      return undefined;
    }
  };
  return {
    async of(userId) {
      const kept = written.get(userId) ?? (await quietly(() => cache.get(keyOf(userId))));
      return LOCALES.find((one) => one === kept);
    },
    async remember(userId, locale) {
      if (written.get(userId) === locale) return;
      await quietly(() => cache.set(keyOf(userId), locale, KEPT_MS));
      written.set(userId, locale);
      const [oldest] = written.keys();
      if (written.size > MOST_KNOWN && oldest !== undefined) written.delete(oldest);
    },
    async forget(userId) {
      written.delete(userId);
      await quietly(() => cache.delete(keyOf(userId)));
    },
  };
}

function keyOf(userId: string): string {
  return `locale:discord:${userId}`;
}
