import { createHash } from 'node:crypto';
import { addressOf, type InteractionHandle } from '../payload/reply-handle.ts';
import type { DiscordApi, SentMessage } from '../rest/discord-api.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';

/** A target for one message: written once, then edited while files are added. */
export interface Target {
  readonly name: 'original' | 'follow-up' | 'status' | 'channel' | 'direct';
  /** Whether the message names the member, and whether that notifies them. Absent where Discord itself names them. */
  readonly address?: 'named' | 'pinged';
  first(message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage>;
  again(id: string, message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage>;
  /** Removes the message that this one takes the place of. */
  retire?(signal: AbortSignal): Promise<void>;
}

/** Discord's longest nonce. */
const NONCE_LENGTH = 25;

/** The deferred reply itself. */
export function originalOf(api: DiscordApi, handle: InteractionHandle): Target {
  const edit = (message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage> =>
    api.editOriginal(addressOf(handle), message, signal);
  return { name: 'original', first: edit, again: (_id, message, signal) => edit(message, signal) };
}

/** Another message of the same interaction. */
export function followUpOf(api: DiscordApi, handle: InteractionHandle, isEphemeral: boolean): Target {
  const to = addressOf(handle);
  return {
    name: 'follow-up',
    first: (message, signal) => api.followUp(to, message, isEphemeral, signal),
    again: (id, message, signal) => api.editFollowUp(to, id, message, signal),
  };
}

/** Another message of the same interaction, which is there already. */
export function followUpWith(api: DiscordApi, handle: InteractionHandle, id: string): Target {
  const edit = (message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage> =>
    api.editFollowUp(addressOf(handle), id, message, signal);
  return { name: 'status', first: edit, again: (_id, message, signal) => edit(message, signal) };
}

/** A message the bot already posted in a channel. */
export function statusIn(api: DiscordApi, channelId: string, id: string): Target {
  return {
    name: 'status',
    first: (message, signal) => api.edit(channelId, id, message, signal),
    again: (_id, message, signal) => api.edit(channelId, id, message, signal),
  };
}

/** A new message in a channel, posted by the bot itself. The key keeps a repeat from posting twice. */
export function channelOf(api: DiscordApi, channelId: string, key: string, replyTo?: string): Target {
  const extra = { nonce: nonceOf(key), ...(replyTo !== undefined && { replyTo }) };
  return {
    name: 'channel',
    first: (message, signal) => api.send(channelId, message, extra, signal),
    again: (id, message, signal) => api.edit(channelId, id, message, signal),
  };
}

/** A direct message to a user. */
export function directTo(api: DiscordApi, userId: string, key: string): Target {
  let channelId: string | undefined;
  const channel = async (signal: AbortSignal): Promise<string> => {
    channelId ??= await api.directChannel(userId, signal);
    return channelId;
  };
  return {
    name: 'direct',
    first: async (message, signal) =>
      api.send(await channel(signal), message, { nonce: nonceOf(key) }, signal),
    again: async (id, message, signal) => api.edit(await channel(signal), id, message, signal),
  };
}

/** Returns a nonce for a message, which Discord remembers for some minutes. */
export function nonceOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, NONCE_LENGTH);
}
