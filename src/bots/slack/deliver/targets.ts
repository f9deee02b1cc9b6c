import { z } from 'zod';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Log } from '../../../core/ports/log.ts';
import { refusalKind, SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import { handleOf } from './reply-handle.ts';

/** Where something is posted. */
export interface Target {
  readonly channel: string;
  readonly threadTs?: string;
}

/** Finds a place that takes what has to be posted. */
export interface Targets {
  /**
   * Tries the place something was asked from; joins a public channel the bot is not in; goes to a direct
   * message with the member where the place refuses for good. Private things go to the direct message only.
   *
   * @param home tried first, in place of where the request came from.
   * @throws {SlackApiError} of the last place tried; {SlackTimeout}.
   */
  reach<T>(
    origin: Origin,
    signal: AbortSignal,
    attempt: (place: Target) => Promise<T>,
    home?: Target,
  ): Promise<{ readonly value: T; readonly place: Target }>;
  /** The direct message with somebody. */
  direct(userId: string, signal: AbortSignal): Promise<string>;
}

const opened = z.object({ channel: z.object({ id: z.string().min(1) }) });
const joined = z.object({});

/** @param onMoved told when something goes to a direct message although it was asked for elsewhere. */
export function createTargets(parts: {
  readonly web: SlackWeb;
  readonly log: Log;
  readonly onMoved: (origin: Origin) => Promise<void>;
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

  const join = async (channel: string, signal: AbortSignal): Promise<boolean> => {
    try {
      await web.call(
        'conversations.join',
        (client) => client.conversations.join({ channel }),
        joined,
        signal,
      );
      return true;
    } catch (error) {
      signal.throwIfAborted();
      log.info(
        { reason: error instanceof SlackApiError ? error.error : 'unanswered' },
        'slack-channel-not-joined',
      );
      return false;
    }
  };

  /** At home, also after joining it; `undefined` when home refuses for good. */
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
        const mayJoin = error.error === 'not_in_channel' && !hasJoined;
        if (!mayJoin || !(await join(home.channel, signal))) return error;
      }
    }
  };

  return {
    direct,
    async reach(origin, signal, attempt, home = placeOf(origin)) {
      const { userId } = handleOf(origin);
      if (origin.visibility === 'public') {
        const outcome = await atHome(home, signal, attempt);
        if (!(outcome instanceof SlackApiError)) return outcome;
        log.info({ reason: outcome.error }, 'slack-place-refused');
      }
      const place = { channel: await direct(userId, signal) };
      const value = await attempt(place);
      if (origin.visibility === 'public') await onMoved(origin);
      return { value, place };
    },
  };
}

function placeOf({ channel, thread }: Origin): Target {
  return { channel, ...(thread === undefined ? {} : { threadTs: thread }) };
}
