import { MessageType } from 'discord-api-types/v10';
import type {
  FindCallerPermissions,
  RequestIdentity,
} from '../../../commands/dispatch/command-dispatcher.ts';
import { describedLine } from '../../../commands/framework/described.ts';
import type { Answer } from '../../../commands/framework/reply.ts';
import { toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';
import { nonceOf } from '../deliver/target.ts';
import { drawReply } from '../draw/draw-reply.ts';
import { drawFileQuestion } from '../draw/file-question.ts';
import { soundsIn } from '../payload/files-of.ts';
import { type Names, peopleIn } from '../payload/names.ts';
import { isThread } from '../payload/permissions.ts';
import { PLATFORM } from '../payload/platform.ts';
import { type ReplyHandle, writeHandle } from '../payload/reply-handle.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';
import type { WireMention } from '../payload/wire.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { say } from '../text/words.ts';
import { answer, refusal, refusalFor } from './answer.ts';
import { serverPermissions } from './caller-permissions.ts';
import type { CarriedOn } from './handle-interaction.ts';
import { MENU } from './menu.ts';
import { payerOf } from './origin.ts';
import { readText } from './read-text.ts';
import type { Receiver } from './receiver.ts';

/** What the bot knows of a channel without an interaction. */
export interface ChannelFacts {
  readonly permissions: bigint;
  readonly channelType: number;
  /** As the server's boosts allow; absent outside servers. */
  readonly maxFileBytes?: number;
  /** The server's language; absent in direct messages. */
  readonly locale?: string;
  /** Returns the name of a role or channel of the server; absent in direct messages. */
  nameOf?(kind: 'role' | 'channel', id: string): string | undefined;
  /** Whether a member with these roles may manage the server; absent in direct messages. */
  manages?(userId: string, roles: readonly string[]): boolean;
}

const KEY = 'discord:message:';
/** Messages that people write. Calls, pins and the like have other types. */
const WRITTEN: ReadonlySet<number> = new Set([MessageType.Default, MessageType.Reply]);
/** What an empty direct message means. */
const HELP = 'help';

/** Returns the key of a message's record. */
export function messageKey(messageId: string): string {
  return `${KEY}${messageId}`;
}

/** Whether a record's key is that of a message, and not of an interaction. */
export function isMessageKey(key: string): boolean {
  return key.startsWith(KEY);
}

/**
 * Handles a message to the bot: `@bot stems six`, or the same in direct messages without the mention, with the
 * track in it or in the message it replies to. The bot's reply is the acknowledgement, and becomes the result.
 */
export async function handleMention(
  receiver: Receiver,
  message: WireMention,
  line: string,
  channel: ChannelFacts,
  record: { readonly payload: string } | CarriedOn,
): Promise<'answered' | 'later'> {
  const { api, journal, keys, log } = receiver;
  const id = messageKey(message.id);
  const isRepeat = 'isGivenUp' in record;
  const claim = isRepeat ? async () => true : await journal.recordAndClaim(id, record.payload);
  const signal = receiver.deadline();
  let statusId: string;
  try {
    // If two processes receive the message, both send the same nonce, so there is one reply.
    const extra = { nonce: nonceOf(`mention ${message.id}`), replyTo: message.id };
    statusId = (await api.send(message.channel_id, { content: '…' }, extra, signal)).id;
  } catch (error) {
    log.info({ error: refusalOf(error) }, 'mention-not-answered');
    return refusalOf(error).trouble === 'later' ? 'later' : 'answered';
  }
  const locale = (await receiver.locales.of(message.author.id)) ?? localeOf(channel.locale);
  const handle: ReplyHandle = {
    v: 1,
    kind: 'mention',
    permissions: channel.permissions.toString(),
    isThread: isThread(channel.channelType),
    isMember: true,
    maxFileBytes: safeFileBytes(channel.maxFileBytes ?? receiver.uploadFloorBytes),
    askedIn: message.id,
    statusId,
  };
  const origin: Origin = {
    platform: PLATFORM,
    ...payerOf(message.guild_id, message.author.id),
    channel: message.channel_id,
    ...(handle.isThread && { thread: message.channel_id }),
    member: `${PLATFORM}:${message.author.id}`,
    locale,
    visibility: 'public',
    reply: writeHandle(handle, keys),
  };
  const draw: Parameters<typeof answer>[1]['draw'] = (drawn) =>
    api.edit(message.channel_id, statusId, drawn, receiver.deadline());
  try {
    if (!(await claim())) return 'later';
  } catch (error) {
    log.error({ error }, 'request-failed');
    await draw(drawReply(refusalFor(locale, toFailure(error)), origin)).catch(() => {});
    return 'answered';
  }
  const file = line === '' && !receiver.isDraining() ? onlyFileOf(message) : undefined;
  if (file !== undefined) {
    const question = drawFileQuestion({ name: file.name, messageId: message.id }, MENU, locale);
    return draw(question).then(
      () => 'answered',
      () => 'later',
    );
  }
  using _shut = receiver.gate.shut(statusId);
  const identity = { id, isRepeat };
  const isAnswered = await answer(receiver, {
    origin,
    handle,
    startsJob: true,
    isGivenUp: isRepeat && record.isGivenUp,
    run: async (within) => {
      const read = await readText(receiver, line, namesAt(channel, message, line), origin);
      return run(
        receiver,
        { message, line: read, origin, findPermissions: permissionsIn(channel, message, locale), identity },
        within,
      );
    },
    draw,
  });
  return isAnswered ? 'answered' : 'later';
}

/** A message carries the names of people it mentions, but not those of roles and channels. */
function namesAt(channel: ChannelFacts, message: WireMention, line: string): Names {
  const named = (kind: 'role' | 'channel', pattern: RegExp) =>
    Object.fromEntries(
      [...line.matchAll(pattern)].map(([, id = '']) => [id, channel.nameOf?.(kind, id) ?? '']),
    );
  return {
    people: peopleIn(message),
    roles: named('role', /<@&(\d{1,20})>/g),
    channels: named('channel', /<#(\d{1,20})>/g),
  };
}

/**
 * A message carries its author's roles, but not their permissions: those come from the server as it is now.
 */
function permissionsIn(
  channel: ChannelFacts,
  { author, member, guild_id: guild }: WireMention,
  locale: Locale,
): FindCallerPermissions {
  return async () => {
    if (guild === undefined) return { isAdmin: true };
    const roles = member?.roles ?? [];
    return serverPermissions(channel.manages?.(author.id, roles) ?? false, roles, locale);
  };
}

async function run(
  { dispatcher }: Receiver,
  asked: {
    readonly message: WireMention;
    readonly line: string;
    readonly origin: Origin;
    readonly findPermissions: FindCallerPermissions;
    readonly identity: RequestIdentity;
  },
  signal: AbortSignal,
): Promise<Answer> {
  const { message, line, origin, findPermissions, identity } = asked;
  const attachments = soundsFor(message);
  if (line === '' && attachments.length > 1) {
    const facts = { count: attachments.length };
    return { kind: 'reply', reply: refusalFor(origin.locale, { code: 'files-too-many', facts }) };
  }
  const found = describedLine(dispatcher.describe('en'), line);
  // The reply to a mention is public, so it may start jobs, but not show what is left to spend.
  if (found?.action.startsJob !== true && !isDirect(message)) {
    return said(say(origin.locale, 'discord.hint.how-to-ask'));
  }
  const replied = message.referenced_message ?? undefined;
  const wantsSound = found?.action.options.some((option) => option.kind === 'audio') === true;
  const entry = MENU.find(({ command }) => command === found?.command);
  if (wantsSound && attachments.length === 0 && replied !== undefined && !/https?:/.test(line) && entry) {
    const command = say(origin.locale, entry.word);
    return said(say(origin.locale, 'discord.hint.hidden-audio', { command }));
  }
  return dispatcher.run(
    { line: line || HELP, attachments: wantsSound ? attachments : [], origin, findPermissions, identity },
    signal,
  );
}

/** Returns the tracks of a message and of the one it replies to. */
function soundsFor(message: WireMention): readonly AttachmentRef[] {
  const { referenced_message: replied } = message;
  return [...soundsIn(message), ...(replied == null ? [] : soundsIn(replied))];
}

function onlyFileOf(message: WireMention): AttachmentRef | undefined {
  const [file, ...others] = soundsFor(message);
  return others.length === 0 ? file : undefined;
}

function said(text: string): Answer {
  return { kind: 'reply', reply: refusal(text) };
}

/** Whether a message is in the bot's direct messages. The bot can't be in other conversations. */
function isDirect({ guild_id }: Pick<WireMention, 'guild_id'>): boolean {
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
