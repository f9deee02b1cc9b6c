import type { Origin } from '../../../core/model/job/origin.ts';
import { missingPermissions, type Permission } from '../payload/permissions.ts';
import type { ReplyHandle } from '../payload/reply-handle.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { shownIn } from './shown-in.ts';
import { channelOf, directTo, followUpOf, originalOf, type Target } from './target.ts';
import { isPatienceOver, isTokenUsable } from './token-life.ts';

/** One message of an outcome that needs a target. */
export interface Placing {
  readonly origin: Origin;
  readonly handle: ReplyHandle;
  /** Identifies the message permanently. */
  readonly key: string;
  /** As of a post. */
  readonly isRefusal: boolean;
  readonly nowMs: number;
}

/**
 * Returns the targets a message may go to, best first; each is used if those before it are closed. What is for the
 * member alone never goes to the channel.
 */
export function fallbackTargets(api: DiscordApi, placing: Placing): readonly Target[] {
  const { origin, handle, key, isRefusal } = placing;
  const isUnseen = handle.kind === 'interaction' && handle.isEphemeral && handle.status === undefined;
  const isForMember = origin.visibility === 'private' || (isRefusal && isUnseen);
  const targets = isForMember ? privateTargets(api, placing) : publicTargets(api, placing);
  return [...targets, directTo(api, userIdOf(origin), `${key} direct`)];
}

function privateTargets(api: DiscordApi, { handle, key, nowMs }: Placing): readonly Target[] {
  if (handle.kind === 'mention' || !isTokenUsable(handle, nowMs)) return [];
  return [handle.isEphemeral && isFirst(key) ? originalOf(api, handle) : followUpOf(api, handle, true)];
}

/**
 * The first message takes the place of the one that shows the job. An edit notifies nobody, so who has waited for
 * long gets a new message instead, and so does who would look for it in vain where it should be.
 */
function publicTargets(api: DiscordApi, placing: Placing): readonly Target[] {
  const { origin, handle, key, nowMs } = placing;
  const isLate = isPatienceOver(handle, nowMs);
  const isFirstOne = isFirst(key);
  const fresh = newMessages(api, placing, isFirstOne && isLate);
  // In direct messages everything is for the same person, and every new message notifies them.
  const isDirect = handle.isMember && origin.personal === true;
  const addressed = (address: 'named' | 'pinged', targets: readonly Target[]): readonly Target[] =>
    isDirect ? targets : targets.map((target) => ({ ...target, address }));
  if (!isFirstOne) return addressed('named', fresh);
  const shown = shownIn(api, origin, handle, nowMs);
  const { target, retire } = shown;
  // The private reply stays above what comes by its token: Discord has refused messages below one that was deleted.
  const mayRetire = (one: Target): boolean => target !== undefined || one.name === 'channel';
  const replacing = fresh.map((one) => (retire === undefined || !mayRetire(one) ? one : { ...one, retire }));
  if (target === undefined) {
    const wasShown = shown.isGone || isLate;
    return addressed(wasShown ? 'pinged' : 'named', replacing);
  }
  return isLate ? [...addressed('pinged', replacing), target] : [target, ...addressed('pinged', replacing)];
}

/** Returns the new messages a result may come in. Those of the bot outlive the interaction's token. */
function newMessages(
  api: DiscordApi,
  { origin, handle, key, nowMs }: Placing,
  replacesShown: boolean,
): readonly Target[] {
  const replyTo = replacesShown && handle.kind === 'interaction' ? undefined : askedIn(handle);
  const channel = mayPostIn(origin, handle, permissionsToPost(handle))
    ? [channelOf(api, origin.channel, key, replyTo)]
    : [];
  if (handle.kind === 'mention' || !isTokenUsable(handle, nowMs)) return channel;
  const followUp = followUpOf(api, handle, false);
  // Below a reply that others can't see, Discord shows them that the message replies to something missing.
  return handle.isEphemeral ? [...channel, followUp] : [followUp, ...channel];
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
  return handle.status?.id ?? (handle.isEphemeral ? undefined : handle.messageId);
}
