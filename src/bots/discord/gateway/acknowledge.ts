import { REST, RESTEvents } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { retry } from '../../../core/async/retry.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Acknowledge, Acknowledgement } from '../payload/acknowledgement.ts';
import type { ReplyPlace } from '../payload/first-response.ts';
import type { InteractionAddress } from '../payload/interaction-header.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { ACKNOWLEDGEMENTS } from '../rest/first-bodies.ts';
import { createMakeRequest } from '../rest/make-request.ts';
import type { Pause } from '../rest/pause.ts';
import type { GatewayTerms } from './terms.ts';

const ATTEMPTS = 3;

const callback = z.object({ interaction: z.object({ response_message_id: z.string().optional() }) });

/**
 * Acknowledges on Discord. The interaction must not be worked on if Discord refused or did not respond, or if
 * another process with this token has acknowledged it.
 *
 * "Already acknowledged" means another process, unless an earlier try of this very call may have arrived: one
 * without a response, or one that a server in between responded to (status 5xx). Then the owner is unknown,
 * and both may go on to claim the interaction, which only one of them gets. The one that lost its response
 * needs no special care: if the other has claimed already, this one stops; if not, this one works and the
 * other stops.
 *
 * @param terms.apiUrl without a version.
 * @param terms.firstResponseMs how long to wait; Discord decides whether a later one is too late.
 */
export function createAcknowledge(
  terms: Pick<GatewayTerms, 'apiUrl' | 'firstResponseMs'>,
  pause: Pause,
  log: Pick<Log, 'info' | 'warn'>,
): Acknowledge {
  const post = createPost(terms, pause, log);
  return async (to, reply) => {
    const interaction = to.interactionId;
    let tries = 0;
    let mayHaveArrived = false;
    const attempt = async (): Promise<Acknowledgement> => {
      tries += 1;
      try {
        const messageId = await post(to, reply);
        return { kind: 'shown', ...(messageId !== undefined && { messageId }) };
      } catch (error) {
        if (mayHaveArrived && refusalOf(error).trouble === 'acknowledged') {
          log.info({ interaction, tries }, 'interaction-perhaps-acknowledged');
          return { kind: 'shown' };
        }
        mayHaveArrived ||= isUnsure(error);
        throw error;
      }
    };
    try {
      return await retry(attempt, { attempts: ATTEMPTS, isTransient: isUnsure });
    } catch (error) {
      const { trouble, code, status } = refusalOf(error);
      if (trouble === 'acknowledged') {
        // Another process with this token has it. Working on it too could charge twice.
        log.warn({ interaction, trouble, code, status }, 'interaction-answered-elsewhere');
        return { kind: 'elsewhere' };
      }
      log.warn({ interaction, trouble, code, status }, 'interaction-not-acknowledged');
      return { kind: isUnsure(error) ? 'unknown' : 'refused' };
    }
  };
}

/** Without a response, or with one from a server in between, Discord may have accepted it all the same. */
function isUnsure(error: unknown): error is unknown {
  const { status } = refusalOf(error);
  return status === 0 || status >= 500;
}

/**
 * Sends one acknowledgement and returns the id of the message that the reply will be, if Discord names it. Nothing is retried
 * unnoticed, because after a lost response "already acknowledged" means something else. It is sent without
 * the bot token, so it doesn't count toward the 50 requests a second (Discord's rate limit notes).
 */
function createPost(
  { apiUrl, firstResponseMs }: Pick<GatewayTerms, 'apiUrl' | 'firstResponseMs'>,
  pause: Pause,
  log: Pick<Log, 'info' | 'warn'>,
): (to: InteractionAddress, reply: ReplyPlace) => Promise<string | undefined> {
  const rest = new REST({
    version: '10',
    api: apiUrl,
    makeRequest: createMakeRequest(pause, log),
    retries: 0,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    rejectOnRateLimit: ({ retryAfter, sublimitTimeout }) =>
      Math.max(retryAfter, sublimitTimeout) > firstResponseMs,
  });
  rest.on(RESTEvents.RateLimited, ({ retryAfter, scope, global }) =>
    log.info({ retryAfterMs: Math.round(retryAfter), scope, global }, 'discord-rate-limited'),
  );
  return async (to, reply) => {
    const answer = await rest.post(Routes.interactionCallback(to.interactionId, to.token), {
      body: ACKNOWLEDGEMENTS[reply],
      query: new URLSearchParams({ with_response: 'true' }),
      auth: false,
      signal: AbortSignal.timeout(firstResponseMs),
    });
    return callback.safeParse(answer).data?.interaction.response_message_id;
  };
}
