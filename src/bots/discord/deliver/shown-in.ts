import type { Origin } from '../../../core/model/job/origin.ts';
import { addressOf, type InteractionHandle, type ReplyHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { followUpWith, originalOf, statusIn, type Target } from './target.ts';
import { isTokenUsable } from './token-life.ts';

/** The message that shows a job to everybody there. */
export interface Shown {
  /** Absent if there is none, or if it can't be edited any more. */
  readonly target?: Target;
  /** Removes it once something else has taken its place; without one, the private reply. */
  readonly retire?: (signal: AbortSignal) => Promise<void>;
  /** Whether there is one that can't be edited any more. */
  readonly isGone: boolean;
}

/** Returns the message that shows a job to everybody there, and how it is removed. */
export function shownIn(
  api: DiscordApi,
  origin: Pick<Origin, 'channel'>,
  handle: ReplyHandle,
  nowMs: number,
): Shown {
  // A reply to a mention shows whom it replies to.
  if (handle.kind === 'mention') return byBot(api, origin.channel, handle.statusId, {});
  const { status } = handle;
  return status?.by === 'bot'
    ? byBot(api, origin.channel, status.id, { address: 'named' })
    : byToken(api, origin, handle, nowMs);
}

function byBot(api: DiscordApi, channel: string, id: string, address: Pick<Target, 'address'>): Shown {
  return {
    target: { ...statusIn(api, channel, id), ...address },
    retire: (signal) => api.remove(channel, id, signal),
    isGone: false,
  };
}

function byToken(
  api: DiscordApi,
  { channel }: Pick<Origin, 'channel'>,
  handle: InteractionHandle,
  nowMs: number,
): Shown {
  const { status, isEphemeral, messageId } = handle;
  const to = addressOf(handle);
  if (!isTokenUsable(handle, nowMs)) {
    const isOwn = !isEphemeral && messageId !== undefined && handle.isMember;
    return {
      ...(isOwn && { retire: (signal) => api.remove(channel, messageId, signal) }),
      isGone: !isEphemeral || status !== undefined,
    };
  }
  if (status !== undefined) {
    const target = { ...followUpWith(api, handle, status.id), address: 'named' } as const;
    return { target, retire: (signal) => api.withdraw(to, status.id, signal), isGone: false };
  }
  const retire = (signal: AbortSignal): Promise<void> => api.withdraw(to, '@original', signal);
  return isEphemeral ? { retire, isGone: false } : { target: originalOf(api, handle), retire, isGone: false };
}
