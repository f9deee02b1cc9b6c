import { REST, RESTEvents, type RESTOptions } from '@discordjs/rest';
import type { Clock } from '../../../core/async/clock.ts';
import type { Log } from '../../../core/ports/log.ts';
import { type Observer, silentObserver } from '../../../core/ports/observer.ts';
import { createMakeRequest } from './make-request.ts';
import { observeRequests } from './observe-requests.ts';
import type { Pause } from './pause.ts';
import { pauseAfterRejection } from './token-pause.ts';

/** Enough for 100 MB on a slow connection; with a shorter timeout the library sends uploads twice. */
const TIMEOUT_MS = 180_000;
/** Longer waits belong to the job, which stores them instead of waiting in memory. */
const LONGEST_WAIT_MS = 20_000;
/** Discord blocks an address after 10,000 invalid requests in ten minutes. */
const WARN_EVERY_INVALID = 500;

/**
 * The REST clients for Discord. They share nothing but the pause, so none is affected by another's rate limit or
 * token.
 */
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

/**
 * Keeps its token when Discord rejects it. The library drops it after one 401, and then refuses every request without
 * sending it: a passing fault would last until a restart, and look like a broken connection.
 */
class LastingRest extends REST {
  override setToken(token: string | null): this {
    return token === null ? this : super.setToken(token);
  }
}

/** @param apiUrl without a version. */
export function createRests(
  apiUrl: string,
  token: string,
  pause: Pause,
  clock: Pick<Clock, 'now'>,
  log: Log,
  observer: Pick<Observer, 'platformRequest'> = silentObserver,
): Rests {
  const makeRequest = observeRequests(createMakeRequest(pause, log), { observer, clock });
  const options: Partial<RESTOptions> = {
    version: '10',
    api: apiUrl,
    makeRequest,
    timeout: TIMEOUT_MS,
    invalidRequestWarningInterval: WARN_EVERY_INVALID,
    rejectOnRateLimit: ({ retryAfter, sublimitTimeout }) =>
      Math.max(retryAfter, sublimitTimeout) > LONGEST_WAIT_MS,
  };
  const bot = new LastingRest({
    ...options,
    makeRequest: pauseAfterRejection(makeRequest, clock),
  }).setToken(token);
  const interactions = new REST({
    ...options,
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
