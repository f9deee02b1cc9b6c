import { z } from 'zod';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Log } from '../../../core/ports/log.ts';
import { refusalKind, SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import { handleOf, isDirect } from './reply-handle.ts';

/** Where a message is posted. */
export interface Target {
  readonly channel: string;
  readonly threadTs?: string;
}

/** Finds a target that accepts a message. */
export interface Targets {
  /**
   * Tries the channel of the request; joins a public channel the bot is not in; uses a direct message with
   * the member if the channel refuses for good. Private messages go to the direct message only.
   *
   * @param home tried first, instead of the channel of the request.
   * @throws {SlackApiError} of the last target tried; {SlackTimeout}.
   */
  reach<T>(
    origin: Origin,
    signal: AbortSignal,
    attempt: (place: Target) => Promise<T>,
    home?: Target,
  ): Promise<{ readonly value: T; readonly place: Target }>;
  /** Returns the direct message with a person. */
  direct(userId: string, signal: AbortSignal): Promise<string>;
}

/** A channel that takes nobody in. */
const CLOSED: ReadonlySet<string> = new Set([
  'is_archived',
  'restricted_action',
  'channel_is_limited_access',
]);

const opened = z.object({ channel: z.object({ id: z.string().min(1) }) });
const joined = z.object({});

/**
 * @param onMoved called when a message goes to a direct message although it was requested elsewhere, with why the
 *   channel refused it.
 */
export function createTargets(parts: {
  readonly web: SlackWeb;
  readonly log: Log;
  readonly onMoved: (origin: Origin, refusal: SlackApiError) => Promise<void>;
}): Targets {
  const { web, log, onMoved } = parts;
  const directChannels = new Map<string, string>();

  const direct = async (userId: string, signal: AbortSignal): Promise<string> => {
    const known = directChannels.get(userId);
    if (known !== undefined) return known;
    const { channel } = await web.call(
      'conversations.open',
      (client) => client.conversations.open({ users: userId }),
      opened,
      signal,
    );
    directChannels.set(userId, channel.id);
    return channel.id;
  };

  /** Joins a channel. Returns why Slack refused that; `undefined` once the bot is in it, or if Slack doesn't say. */
  const join = async (
    channel: string,
    signal: AbortSignal,
  ): Promise<SlackApiError | 'unsaid' | undefined> => {
    try {
      await web.call(
        'conversations.join',
        (client) => client.conversations.join({ channel }),
        joined,
        signal,
      );
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      log.info(
        { reason: error instanceof SlackApiError ? error.error : 'unanswered' },
        'slack-channel-not-joined',
      );
      return error instanceof SlackApiError ? error : 'unsaid';
    }
  };

  /** Tries the home channel, also after joining it; `undefined` if it refuses for good. */
  const atHome = async <T>(
    home: Target,
    signal: AbortSignal,
    attempt: (place: Target) => Promise<T>,
  ): Promise<{ readonly value: T; readonly place: Target } | SlackApiError> => {
    for (let hasJoined = false; ; hasJoined = true) {
      try {
        return { value: await attempt(home), place: home };
      } catch (error) {
        if (!(error instanceof SlackApiError) || refusalKind(error) !== 'place') throw error;
        if (error.error !== 'not_in_channel' || hasJoined) return error;
        const refusal = await join(home.channel, signal);
        // An archived or restricted channel says so only then, and no invitation opens it.
        if (refusal !== undefined) return refusal !== 'unsaid' && CLOSED.has(refusal.error) ? refusal : error;
      }
    }
  };

  return {
    direct,
    async reach(origin, signal, attempt, home = placeOf(origin)) {
      const { userId } = handleOf(origin);
      let refusal: SlackApiError | undefined;
      if (origin.visibility === 'public') {
        const outcome = await atHome(home, signal, attempt);
        if (!(outcome instanceof SlackApiError)) return outcome;
        log.info({ reason: outcome.error }, 'slack-place-refused');
        refusal = outcome;
      }
      const place = { channel: await direct(userId, signal) };
      const value = await attempt(place);
      if (refusal !== undefined) await onMoved(origin, refusal);
      return { value, place };
    },
  };
}

function placeOf({ channel, thread }: Origin): Target {
  return { channel, ...(thread === undefined ? {} : { threadTs: thread }) };
}

/** Whether a channel would take messages if its members invited the bot. Two people alone can invite nobody. */
export function wouldInvitationHelp({ error }: SlackApiError, channel: string): boolean {
  return (error === 'not_in_channel' || error === 'channel_not_found') && !isDirect(channel);
}
