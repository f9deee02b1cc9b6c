import { ChannelType, PermissionFlagsBits } from 'discord.js';
import type { Locale } from '../../../core/model/locale.ts';
import { joinNames } from '../../../core/text/join-names.ts';
import { say } from '../text/words.ts';

/** A permission the bot needs, by its name in Discord's settings. */
export type Permission = 'attach' | 'view' | 'send' | 'send-in-threads' | 'history' | 'embed' | 'voice';

const BITS: Readonly<Record<Permission, bigint>> = {
  attach: PermissionFlagsBits.AttachFiles,
  view: PermissionFlagsBits.ViewChannel,
  send: PermissionFlagsBits.SendMessages,
  'send-in-threads': PermissionFlagsBits.SendMessagesInThreads,
  history: PermissionFlagsBits.ReadMessageHistory,
  embed: PermissionFlagsBits.EmbedLinks,
  voice: PermissionFlagsBits.SendVoiceMessages,
};

/** Everything the bot needs, as bits. */
export const ALL_PERMISSIONS = Object.values(BITS).reduce((all, bit) => all | bit, 0n);

/** Returns the needed permissions that are missing. Administrators have all of them. */
export function missingPermissions(
  permissions: bigint,
  wanted: readonly Permission[],
): readonly Permission[] {
  if ((permissions & PermissionFlagsBits.Administrator) !== 0n) return [];
  return wanted.filter((right) => (permissions & BITS[right]) === 0n);
}

/** Returns the names of permissions for members. */
export function permissionNames(locale: Locale, rights: readonly Permission[]): string {
  return joinNames(
    locale,
    rights.map((right) => say(locale, `discord.right.${right}`)),
  );
}

/** Whether a channel is a thread; forum posts are threads too. */
export function isThread(channelType: number | undefined): boolean {
  return (
    channelType === ChannelType.PublicThread ||
    channelType === ChannelType.PrivateThread ||
    channelType === ChannelType.AnnouncementThread
  );
}
