import { z } from 'zod';
import type { UploadedFile } from '../fake-discord.ts';
import { FLAG } from '../message-body.ts';

const mentionsShape = z.looseObject({
  parse: z.array(z.string()).optional(),
  users: z.array(z.string()).nullish(),
  roles: z.array(z.string()).nullish(),
  replied_user: z.boolean().nullish(),
});
const shape = z.looseObject({
  content: z.string().nullish(),
  components: z.array(z.unknown()).nullish(),
  flags: z.number().nullish(),
  attachments: z.array(z.record(z.string(), z.unknown())).nullish(),
  allowed_mentions: mentionsShape.nullish(),
  message_reference: z.unknown().optional(),
});

const KNOWN = new Set([
  'content',
  'embeds',
  'components',
  'attachments',
  'flags',
  'allowed_mentions',
  'tts',
  'nonce',
  'enforce_nonce',
  'message_reference',
  'sticker_ids',
  'poll',
]);
/** A webhook may name itself; an interaction's is the bot and may not. */
const ATTACHMENT_KEYS = new Set([
  'id',
  'filename',
  'title',
  'description',
  'duration_secs',
  'waveform',
  'is_remix',
  'is_spoiler',
]);

/** Where a message body is used. */
export type MessageUse = 'channel' | 'response' | 'edit';

/** What the OpenAPI file does not see in a message: pings, unknown fields, flags and file types. */
export function lintMessage(
  body: unknown,
  files: readonly UploadedFile[],
  use: MessageUse,
): readonly string[] {
  const read = shape.safeParse(body ?? {});
  if (!read.success)
    return [`not a message: ${read.error.issues.map(({ path }) => path.join('.')).join(', ')}`];
  const message = read.data;
  return [
    ...Object.keys(message)
      .filter((key) => !KNOWN.has(key))
      .map((key) => `unknown field ${key}`),
    ...lintMentions(message),
    ...lintFlags(message.flags ?? 0, use),
    ...lintAttachments(message.attachments ?? undefined, files, use),
    ...lintFiles(files),
    ...lintVoice(message, files),
  ];
}

function lintMentions(message: z.infer<typeof shape>): readonly string[] {
  const isReply = message.message_reference !== undefined && message.message_reference !== null;
  const hasText = (message.content ?? '') !== '' || hasTextDisplay(message.components ?? []);
  if (!hasText && !isReply) return [];
  const allowed = message.allowed_mentions;
  if (allowed === undefined || allowed === null)
    return ['allowed_mentions is absent, so the message could ping'];
  const { parse, users, roles, replied_user: repliedUser } = allowed;
  return [
    ...(parse === undefined ? ['allowed_mentions.parse is absent'] : []),
    ...((parse?.length ?? 0) + (users?.length ?? 0) + (roles?.length ?? 0) > 0
      ? ['allowed_mentions lets the message ping']
      : []),
    ...(repliedUser === true ? ['allowed_mentions pings whom the message replies to'] : []),
  ];
}

function hasTextDisplay(components: readonly unknown[]): boolean {
  return JSON.stringify(components).includes('"type":10,');
}

const FLAGS: Readonly<Record<MessageUse, number>> = {
  channel: FLAG.suppressEmbeds | FLAG.suppressNotifications | FLAG.voice | FLAG.componentsV2,
  response:
    FLAG.suppressEmbeds | FLAG.ephemeral | FLAG.suppressNotifications | FLAG.voice | FLAG.componentsV2,
  edit: FLAG.suppressEmbeds | FLAG.componentsV2,
};

function lintFlags(flags: number, use: MessageUse): readonly string[] {
  const stray = flags & ~FLAGS[use];
  return stray === 0 ? [] : [`flags ${stray} mean nothing in a message for ${use}`];
}

function lintAttachments(
  list: readonly Readonly<Record<string, unknown>>[] | undefined,
  files: readonly UploadedFile[],
  use: MessageUse,
): readonly string[] {
  const junk = [...new Set((list ?? []).flatMap((one) => Object.keys(one)))]
    .filter((key) => !ATTACHMENT_KEYS.has(key))
    .map((key) => `attachments have no field ${key}`);
  // Without the list the real Discord guesses; with it, it shows what is named.
  const listed = new Set((list ?? []).map(({ id }) => String(id)));
  const unlisted = files.filter(({ index }) => !listed.has(String(index)));
  const absent =
    use === 'edit' && files.length > 0 && list === undefined
      ? ['an edit with files lists no attachments']
      : list !== undefined && unlisted.length > 0
        ? unlisted.map(({ index }) => `files[${index}] is not in attachments`)
        : [];
  return [...junk, ...absent];
}

const TYPE_OF: Readonly<Record<string, string>> = {
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  png: 'image/png',
};

/** Clients choose a player by the type of the part. */
function lintFiles(files: readonly UploadedFile[]): readonly string[] {
  return files.flatMap(({ index, name, contentType, bytes }) => {
    const expected = TYPE_OF[name.split('.').at(-1)?.toLowerCase() ?? ''];
    return [
      ...(expected !== undefined && contentType !== expected
        ? [`files[${index}] is a .${name.split('.').at(-1)} sent as ${contentType}`]
        : []),
      ...(bytes.byteLength === 0 ? [`files[${index}] is empty`] : []),
    ];
  });
}

const MS_PER_BAR = 100;

/** Discord believes what a voice message says of itself; whether clients can play and draw it is another matter. */
function lintVoice(message: z.infer<typeof shape>, files: readonly UploadedFile[]): readonly string[] {
  if (((message.flags ?? 0) & FLAG.voice) === 0) return [];
  const { duration_secs: seconds, waveform } = message.attachments?.[0] ?? {};
  const bars = Buffer.from(String(waveform), 'base64').length;
  return [
    ...(bars > Math.ceil((Number(seconds) * 1_000) / MS_PER_BAR)
      ? [`a waveform of ${bars} bars is finer than one in ${MS_PER_BAR} ms`]
      : []),
    ...files.flatMap(({ bytes }) => opusFaults(bytes)),
  ];
}

/** The head of Opus is the first packet of the first page (RFC 7845, sections 3 and 5.1). */
function opusFaults(bytes: Buffer): readonly string[] {
  const head = bytes.subarray(28, 47);
  if (bytes.toString('latin1', 0, 4) !== 'OggS' || head.toString('latin1', 0, 8) !== 'OpusHead')
    return ['a voice message that is no Opus in Ogg'];
  const [channels, rateHz] = [head[9], head.readUInt32LE(12)];
  return channels === 1 && rateHz === 48_000
    ? []
    : [`a voice message with ${channels} channels at ${rateHz} Hz`];
}
