import { PermissionFlagsBits as Bit } from 'discord.js';
import { type Refusal, refuse } from './refusal.ts';
import type { ChannelRecord, State } from './state.ts';

/** Every permission there is, but administration, which would make the others mean nothing. */
export const ALL_BUT_ADMINISTRATOR =
  Object.values(Bit).reduce((all, bit) => all | bit, 0n) & ~Bit.Administrator;

const DIRECT = Bit.ViewChannel | Bit.SendMessages | Bit.AttachFiles | Bit.EmbedLinks | Bit.ReadMessageHistory;

/** What the bot may do in a channel. A thread has what its parent has. */
export function botPermissionsIn(channel: ChannelRecord): bigint {
  if (channel.kind === 'direct') return DIRECT;
  if (channel.guild === undefined || !channel.guild.hasBot) return 0n;
  return channel.botPermissions ?? channel.parent?.botPermissions ?? channel.guild.botPermissions;
}

/** What members may do in a channel. */
export function memberPermissionsIn(channel: ChannelRecord): bigint {
  if (channel.guild === undefined) return DIRECT;
  return channel.memberPermissions ?? channel.parent?.memberPermissions ?? channel.guild.memberPermissions;
}

/** True for threads and forum posts. */
export function isThread(channel: ChannelRecord): boolean {
  return channel.kind === 'thread' || channel.kind === 'forum-post';
}

/** Why the bot may not even see a channel. */
export function accessRefusal(channel: ChannelRecord | undefined): Refusal | undefined {
  if (channel === undefined || channel.removed) return refuse.unknownChannel();
  const needed = channel.kind === 'voice' ? Bit.ViewChannel | Bit.Connect : Bit.ViewChannel;
  return has(botPermissionsIn(channel), needed) ? undefined : refuse.missingAccess();
}

/** Which permission to write a channel of this kind asks for. */
export function writingPermission(channel: ChannelRecord): bigint {
  return isThread(channel) ? Bit.SendMessagesInThreads : Bit.SendMessages;
}

/** True when all of `needed` are there, or administration is. */
export function has(permissions: bigint, needed: bigint): boolean {
  return (permissions & Bit.Administrator) !== 0n || (permissions & needed) === needed;
}

/** Bytes a file may have in a channel, by the guild's boosts. */
export function fileLimitIn(state: State, channel: ChannelRecord): number {
  const level = channel.guild?.hasBot === true ? channel.guild.boostLevel : 0;
  if (level === 3) return 100 * 1024 ** 2;
  return level === 2 ? 50 * 1024 ** 2 : state.uploadFloorBytes;
}
