import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from '@discordjs/rest';
import type { Log } from '../../../core/ports/log.ts';

/** Long enough for a hundred megabytes on a slow line; a shorter one makes the library send uploads twice. */
const TIMEOUT_MS = 180_000;
/** Longer waits belong to the job, which waits on record, not in memory. */
const LONGEST_WAIT_MS = 20_000;
/** Of the 10,000 in ten minutes after which Discord shuts an address out. */
const WARN_EVERY_INVALID = 500;

/**
 * Sends words the library's own way, and files by the platform's fetch: that streams them from the disk, where the
 * library would read each into memory first, but costs several times as much.
 */
const makeRequest: RESTOptions['makeRequest'] = (url, init) =>
  init.body instanceof FormData ? sendFiles(url, init) : sendWords(url, init);

const sendWords: RESTOptions['makeRequest'] = async (url, init) => {
  try {
    return await DefaultRestOptions.makeRequest(url, init);
  } catch (error) {
    // By the code of a reset the library would ask again, although what it asked may have been done.
    const isReset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    throw isReset ? new Error('The connection to Discord broke off', { cause: error }) : error;
  }
};

const sendFiles: RESTOptions['makeRequest'] = async (url, init) => {
  // The library builds this object itself, from plain values; only its types are those of another fetch.
  const plain = init as unknown as RequestInit;
  const { method = 'GET', headers = {}, body = null, signal = null } = plain;
  const answer = await fetch(url, { method, headers, body, signal });
  return answer as unknown as Awaited<ReturnType<RESTOptions['makeRequest']>>;
};

/** The ways to Discord. They share nothing, so none can take another's pace or credential. */
export interface Rests extends Disposable {
  /** Carries the bot token; Discord allows it 50 requests a second in all. */
  readonly bot: REST;
  /**
   * For routes whose address holds an interaction's token. It has no bot token, so an expired interaction
   * cannot make the library forget that one, and it is not under the 50 a second (Discord's rate limit notes).
   */
  readonly interactions: REST;
}

/** @param apiUrl without a version. */
export function createRests(apiUrl: string, token: string, log: Log): Rests {
  const options: Partial<RESTOptions> = {
    version: '10',
    api: apiUrl,
    timeout: TIMEOUT_MS,
    invalidRequestWarningInterval: WARN_EVERY_INVALID,
    rejectOnRateLimit: ({ retryAfter, sublimitTimeout }) =>
      Math.max(retryAfter, sublimitTimeout) > LONGEST_WAIT_MS,
  };
  const bot = new REST({ ...options, makeRequest }).setToken(token);
  const interactions = new REST({
    ...options,
    makeRequest,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
  });
  const all = [bot, interactions];
  for (const rest of all) {
    rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) =>
      log.warn({ count, remainingMs: remainingTime }, 'discord-refuses-many-requests'),
    );
    rest.on(RESTEvents.RateLimited, ({ retryAfter, scope, global }) =>
      log.info({ retryAfterMs: Math.round(retryAfter), scope, global }, 'discord-rate-limited'),
    );
  }
  return {
    bot,
    interactions,
    [Symbol.dispose]() {
      for (const rest of all) {
        rest.removeAllListeners();
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
  };
}
