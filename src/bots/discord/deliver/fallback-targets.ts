import type { Origin } from '../../../core/model/job/origin.ts';
import { missingPermissions, type Permission } from '../payload/permissions.ts';
import type { InteractionHandle, ReplyHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { channelOf, directTo, followUpOf, originalOf, statusIn, type Target } from './target.ts';
import { isTokenUsable } from './token-life.ts';

/** One message of an outcome that needs a target. */
export interface Placing {
  readonly origin: Origin;
  readonly handle: ReplyHandle;
  /** Identifies the message permanently. */
  readonly key: string;
  readonly nowMs: number;
}

/**
 * Returns the targets a message may go to, best first; each is used if those before it are closed. Private
 * messages never go to the channel.
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

/** Whether the bot may send its own messages to the channel. Private messages never go there. */
export function mayPostIn(
  origin: Pick<Origin, 'visibility'>,
  handle: Pick<ReplyHandle, 'isMember' | 'permissions'>,
  wanted: readonly Permission[],
): boolean {
  const missing = missingPermissions(BigInt(handle.permissions), wanted);
  return origin.visibility === 'public' && handle.isMember && missing.length === 0;
}

/** Returns what the bot needs to post in a channel unprompted, files included. */
export function permissionsToPost(handle: Pick<ReplyHandle, 'isThread'>): readonly Permission[] {
  return ['view', handle.isThread ? 'send-in-threads' : 'send', 'attach', 'history'];
}

/** Returns the caller's Discord id. */
export function userIdOf(origin: Pick<Origin, 'member'>): string {
  return origin.member.slice(origin.member.indexOf(':') + 1);
}

function replies(api: DiscordApi, placing: Placing, handle: InteractionHandle): readonly Target[] {
  if (!isTokenUsable(handle, placing.nowMs)) return [];
  const isPrivate = placing.origin.visibility === 'private';
  // A reply is ephemeral or not from the moment it was deferred; that never changes.
  const fits = handle.isEphemeral === isPrivate;
  return [fits && isFirst(placing.key) ? originalOf(api, handle) : followUpOf(api, handle, isPrivate)];
}

/**
 * The engine numbers an outcome's messages at the end of their keys, from 0; a lone message has no number.
 */
function isFirst(key: string): boolean {
  return !/:[1-9]\d*$/.test(key);
}

/**
 * Returns the message that a later one replies to. An ephemeral reply can't be referred to: others don't see
 * it.
 */
export function askedIn(handle: ReplyHandle): string | undefined {
  if (handle.kind === 'mention') return handle.askedIn;
  return handle.isEphemeral ? undefined : handle.messageId;
}
