import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from '@discordjs/rest';
import type { Log } from '../../../core/ports/log.ts';

/** Enough for 100 MB on a slow connection; with a shorter timeout the library sends uploads twice. */
const TIMEOUT_MS = 180_000;
/** Longer waits belong to the job, which stores them instead of waiting in memory. */
const LONGEST_WAIT_MS = 20_000;
/** Discord blocks an address after 10,000 invalid requests in ten minutes. */
const WARN_EVERY_INVALID = 500;

/**
 * Sends text the library's way, and files with the platform's fetch. Fetch streams them from disk, where the
 * library would read each into memory first, but it costs several times as much.
 */
const makeRequest: RESTOptions['makeRequest'] = (url, init) =>
  init.body instanceof FormData ? sendFiles(url, init) : sendWords(url, init);

const sendWords: RESTOptions['makeRequest'] = async (url, init) => {
  try {
    return await DefaultRestOptions.makeRequest(url, init);
  } catch (error) {
    // The library retries on a reset's code, although the request may have been carried out.
    const isReset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
    throw isReset ? new Error('The connection to Discord broke off', { cause: error }) : error;
  }
};

const sendFiles: RESTOptions['makeRequest'] = async (url, init) => {
  // The library builds this object from plain values; only its types are those of another fetch.
  const plain = init as unknown as RequestInit;
  const { method = 'GET', headers = {}, body = null, signal = null } = plain;
  const answer = await fetch(url, { method, headers, body, signal });
  return answer as unknown as Awaited<ReturnType<RESTOptions['makeRequest']>>;
};

/** The REST clients for Discord. They share nothing, so none is affected by another's rate limit or token. */
export interface Rests extends Disposable {
  /** Carries the bot token; Discord allows it 50 requests a second in total. */
  readonly bot: REST;
  /**
   * For routes with an interaction's token in the address. It has no bot token, so an expired interaction
   * cannot make the library drop that one, and it isn't limited to 50 requests a second (Discord's rate limit
   * notes).
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
