import { MessageType } from 'discord-api-types/v10';
import type { WireMention } from '../payload/wire.ts';

/** Messages that people write. Calls, pins and the like have other types. */
const WRITTEN: ReadonlySet<number> = new Set([MessageType.Default, MessageType.Reply]);

/** Whether a message is in the bot's direct messages. The bot can't be in other conversations. */
export function isDirect({ guild_id }: Pick<WireMention, 'guild_id'>): boolean {
  return guild_id === undefined;
}

/**
 * Returns what a message asks of the bot: all of a direct message, or the text around an explicit mention.
 * `undefined` if it does not address the bot. A reply pings by itself, so a ping alone does not count.
 */
export function lineFor(message: WireMention, botId: string): string | undefined {
  if (message.author.bot || !WRITTEN.has(message.type)) return undefined;
  const { content } = message;
  const line = content.replace(/<@!?(\d+)>/g, (mention, id: string) => (id === botId ? ' ' : mention));
  if (isDirect(message)) return line.trim();
  const isNamed = line !== content && message.mentions.some((one) => one.id === botId);
  return isNamed ? line.trim() : undefined;
}
