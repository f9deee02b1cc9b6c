import type { Origin } from '../../../core/model/job/origin.ts';
import { missingPermissions, type Permission } from '../payload/permissions.ts';
import type { InteractionHandle, ReplyHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { channelOf, directTo, followUpOf, originalOf, statusIn, type Target } from './target.ts';
import { isTokenUsable } from './token-life.ts';

/** One message of an outcome that looks for its place. */
export interface Placing {
  readonly origin: Origin;
  readonly handle: ReplyHandle;
  /** Names the message for ever. */
  readonly key: string;
  readonly nowMs: number;
}

/**
 * The places a message may go to, best first; each is for when the ones before it are closed. What is private
 * never goes into the channel.
 */
export function fallbackTargets(api: DiscordApi, placing: Placing): readonly Target[] {
  const { origin, handle, key } = placing;
  const mayPost = mayPostIn(origin, handle, permissionsToPost(handle));
  return [
    ...(handle.kind === 'interaction' ? replies(api, placing, handle) : []),
    ...(handle.kind === 'mention' && mayPost && isFirst(key)
      ? [statusIn(api, origin.channel, handle.statusId)]
      : []),
    ...(mayPost ? [channelOf(api, origin.channel, key, askedIn(handle))] : []),
    directTo(api, userIdOf(origin), `${key} direct`),
  ];
}

/** True where the bot may send messages of its own into the channel: what is private never goes there. */
export function mayPostIn(
  origin: Pick<Origin, 'visibility'>,
  handle: Pick<ReplyHandle, 'isMember' | 'permissions'>,
  wanted: readonly Permission[],
): boolean {
  const missing = missingPermissions(BigInt(handle.permissions), wanted);
  return origin.visibility === 'public' && handle.isMember && missing.length === 0;
}

/** What the bot needs to write into a channel by itself, files included. */
export function permissionsToPost(handle: Pick<ReplyHandle, 'isThread'>): readonly Permission[] {
  return ['view', handle.isThread ? 'send-in-threads' : 'send', 'attach', 'history'];
}

/** The Discord id of the person who asked. */
export function userIdOf(origin: Pick<Origin, 'member'>): string {
  return origin.member.slice(origin.member.indexOf(':') + 1);
}

function replies(api: DiscordApi, placing: Placing, handle: InteractionHandle): readonly Target[] {
  if (!isTokenUsable(handle, placing.nowMs)) return [];
  const isPrivate = placing.origin.visibility === 'private';
  // Whether a reply is ephemeral was decided when it was deferred, and nothing changes it any more.
  const fits = handle.isEphemeral === isPrivate;
  return [fits && isFirst(placing.key) ? originalOf(api, handle) : followUpOf(api, handle, isPrivate)];
}

/** The engine numbers the messages of an outcome at the end of their keys, from 0; a lone message has no number. */
function isFirst(key: string): boolean {
  return !/:[1-9]\d*$/.test(key);
}

/**
 * The message that a later one refers to. An ephemeral reply cannot be referred to: for everybody else it is not
 * there.
 */
export function askedIn(handle: ReplyHandle): string | undefined {
  if (handle.kind === 'mention') return handle.askedIn;
  return handle.isEphemeral ? undefined : handle.messageId;
}
