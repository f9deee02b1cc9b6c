import { webApi } from '@slack/bolt';
import type { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import { retry } from '../../../core/async/retry.ts';
import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import type { Log } from '../../../core/ports/log.ts';
import { sdkLog } from './sdk-log.ts';
import { refusalKind, SlackApiError, SlackTimeout } from './slack-error.ts';
import type { BotToken, Tokens } from './tokens.ts';

/** One call of a Web API method, with the types of Slack's own client. */
export type Calling = (client: webApi.WebClient) => Promise<unknown>;

/** How a call behaves when it is rate-limited. */
export interface CallOptions {
  /** Whether to wait for `Retry-After` and call again, instead of failing immediately. Default: true. */
  readonly isPatient?: boolean;
}

/**
 * Slack's Web API for one workspace. No call is repeated unless Slack reported that it had no effect, because
 * most of them post something.
 */
export interface SlackWeb {
  /**
   * @param method for messages and the log.
   * @throws {SlackApiError} if Slack refuses.
   * @throws {SlackTimeout} if Slack is too busy, does not respond, or sends an invalid response.
   */
  call<T>(
    method: string,
    calling: Calling,
    shape: z.ZodType<T>,
    signal: AbortSignal,
    options?: CallOptions,
  ): Promise<T>;
  /** Returns why the token can't be used any more; `undefined` while it can. */
  brokenBy(): string | undefined;
}

const CALL_DEADLINE_MS = 30_000;
const PATIENT_ATTEMPTS = 4;
const LONGEST_WAIT_MS = 60_000;
/** Used if Slack names a shorter time, or none. */
const SHORTEST_WAIT_MS = 1_000;

/** Creates the one client of a workspace. */
export function createSlackWeb(parts: {
  readonly apiUrl: string;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
}): SlackWeb {
  const { tokens, clock, log } = parts;
  let brokenBy: string | undefined;
  let latest: { readonly token: BotToken; readonly client: webApi.WebClient } | undefined;

  const clientFor = (token: BotToken): webApi.WebClient => {
    if (latest?.token !== token) latest = { token, client: createClient(parts.apiUrl, token, log) };
    return latest.client;
  };

  const once = async <T>(
    client: webApi.WebClient,
    method: string,
    calling: Calling,
    shape: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> => {
    signal.throwIfAborted();
    let answer: unknown;
    try {
      answer = await unlessAborted(calling(client), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw translate(method, error);
    }
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new SlackTimeout(method, 'unanswered', { cause: parsed.error });
  };

  const pauses = {
    clock,
    ms: () => SHORTEST_WAIT_MS,
    longestMs: LONGEST_WAIT_MS,
    retryAfterMs: (error: SlackTimeout) => Math.max(error.retryAfterMs, SHORTEST_WAIT_MS),
  };

  const withToken = async <T>(
    method: string,
    calling: Calling,
    shape: z.ZodType<T>,
    signal: AbortSignal,
    mayRepeat = true,
  ): Promise<T> => {
    const token = await unlessAborted(tokens.current(signal), signal);
    try {
      const answer = await once(clientFor(token), method, calling, shape, signal);
      brokenBy = undefined;
      return answer;
    } catch (error) {
      if (!(error instanceof SlackApiError) || refusalKind(error) !== 'token') throw error;
      brokenBy = error.error;
      // Slack refuses a token before it does anything.
      const isReplaced = await tokens.refused(token, error.error);
      if (!isReplaced || !mayRepeat) throw error;
      return withToken(method, calling, shape, signal, false);
    }
  };

  return {
    brokenBy: () => brokenBy,
    call(method, calling, shape, signal, { isPatient = true } = {}) {
      return retry(() => withToken(method, calling, shape, signal), {
        attempts: isPatient ? PATIENT_ATTEMPTS : 1,
        signal,
        isTransient: isRateLimit,
        pauses,
        onRetry: (_, { waitMs }) => log.warn({ method, waitMs }, 'slack-rate-limited'),
      });
    },
  };
}

function createClient(apiUrl: string, { secret, teamId }: BotToken, log: Log): webApi.WebClient {
  // A 429 left to the client would delay all its other calls, and its retries would post twice.
  return new webApi.WebClient(secret.reveal(), {
    slackApiUrl: apiUrl,
    timeout: CALL_DEADLINE_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: sdkLog(log),
    ...(teamId !== undefined && { teamId }),
  });
}

/** Slack reports this before it does anything, so nothing is done twice. */
function isRateLimit(error: unknown): error is SlackTimeout {
  return error instanceof SlackTimeout && error.kind === 'rate-limited';
}

function translate(method: string, error: unknown): Error {
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: word } = error.data;
    return word === 'ratelimited'
      ? new SlackTimeout(method, 'rate-limited')
      : new SlackApiError(method, word);
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new SlackTimeout(method, 'rate-limited', { retryAfterMs: error.retryAfter * 1_000 });
  }
  // The client's errors hold the response's body, so only their status is kept.
  if (error instanceof webApi.WebAPIHTTPError) {
    const cause = new Error(`Slack answered ${error.statusCode}`);
    return new SlackTimeout(method, 'unanswered', { cause });
  }
  const cause = error instanceof Error ? new Error(error.message) : undefined;
  return new SlackTimeout(method, 'unanswered', { cause });
}
