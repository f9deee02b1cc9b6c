import { z } from 'zod';
import type { UploadedFile } from './fake-discord.ts';
import { refuse } from './refusal.ts';

/** Message flags that matter here. */
export const FLAG = {
  ephemeral: 1 << 6,
  loading: 1 << 7,
  voice: 1 << 13,
  snapshot: 1 << 14,
  card: 1 << 15,
} as const;

const MAX_FILES = 10;
const button = z.strictObject({
  type: z.literal(2),
  style: z.literal([1, 2, 3, 4]),
  label: z.string().max(80),
  custom_id: z.string().max(100),
});
/** A button that leads to a page: nothing is pressed. */
const link = z.strictObject({
  type: z.literal(2),
  style: z.literal(5),
  label: z.string().max(80),
  url: z.url({ protocol: /^https?$/ }).max(512),
});
const list = z.strictObject({
  ...{
    type: z.literal(3),
    custom_id: z.string().min(1).max(100),
    placeholder: z.string().max(150).optional(),
  },
  options: z
    .array(
      z.strictObject({
        label: z.string().min(1).max(100),
        value: z.string().min(1).max(100),
        description: z.string().min(1).max(100).optional(),
      }),
    )
    .min(1)
    .max(25)
    .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, 'has a value twice'),
});
/** A list has a row of its own. */
const row = z.strictObject({
  type: z.literal(1),
  components: z
    .array(z.discriminatedUnion('type', [z.discriminatedUnion('style', [button, link]), list]))
    .min(1)
    .max(5)
    .refine((all) => all.length === 1 || all.every(({ type }) => type === 2), 'a list is not alone'),
});

const display = z.strictObject({ type: z.literal(10), content: z.string().min(1).max(4_000) });
const attached = z.strictObject({ url: z.string().startsWith('attachment://') });
/** What shows text and files apart from each other; Discord has more kinds than the bot uses. */
const container = z.strictObject({
  type: z.literal(17),
  components: z
    .array(
      z.discriminatedUnion('type', [
        row,
        display,
        z.strictObject({
          ...{ type: z.literal(9), components: z.array(display).min(1).max(3), accessory: button },
        }),
        z.strictObject({
          type: z.literal(12),
          items: z
            .array(z.strictObject({ media: attached, description: z.string().max(1_024).optional() }))
            .min(1)
            .max(10),
        }),
        z.strictObject({ type: z.literal(13), file: attached }),
        z.strictObject({ type: z.literal(14), divider: z.boolean(), spacing: z.int().min(1).max(2) }),
      ]),
    )
    .min(1),
});

/**
 * A message as the bot writes or edits it: of what Discord knows, the part that the bot uses. What is absent stays as it
 * is.
 */
const shape = z.strictObject({
  content: z.string().max(2_000).nullish(),
  embeds: z
    .array(z.strictObject({ description: z.string().max(4_096) }))
    .max(10)
    .refine((all) => all.reduce((sum, one) => sum + one.description.length, 0) <= 6_000, 'embeds over 6,000')
    .nullish(),
  components: z
    .array(z.discriminatedUnion('type', [row, container]))
    .max(5)
    .refine((all) => {
      const ids = nestedIn(all).flatMap((one) => one['custom_id'] ?? []);
      return new Set(ids).size === ids.length;
    }, 'Component custom id cannot be duplicated')
    .optional(),
  attachments: z
    .array(
      z.strictObject({
        id: z.string(),
        filename: z.string().optional(),
        description: z.string().max(1_024).optional(),
        duration_secs: z.number().positive().optional(),
        waveform: z.string().optional(),
      }),
    )
    .max(MAX_FILES)
    .optional(),
  allowed_mentions: z
    .strictObject({
      parse: z.array(z.never()).max(0),
      users: z
        .array(z.string().regex(/^\d{17,20}$/))
        .max(100)
        .optional(),
      replied_user: z.literal(false).optional(),
    })
    .optional(),
  flags: z.int().optional(),
  nonce: z.string().max(25).optional(),
  enforce_nonce: z.literal(true).optional(),
  message_reference: z
    .strictObject({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
    .optional(),
});

/** A message body that was read. */
export type MessageBody = z.output<typeof shape>;

/** Where a message body is used, and the flags that mean something there. */
const FLAGS = {
  ...{ channel: FLAG.voice | FLAG.card, response: FLAG.ephemeral | FLAG.card, edit: FLAG.card },
} as const;

/**
 * Reads a message body, and complains of what the real Discord takes but nobody may rely on.
 *
 * @throws Refusal 50035 with the fields that are wrong.
 */
export function readMessageBody(
  sent: unknown,
  files: readonly UploadedFile[],
  use: keyof typeof FLAGS,
  complain: (error: string) => void,
): MessageBody {
  const read = shape.safeParse(sent ?? {});
  // The compiler and these rules keep the bot from other fields; Discord would not mind all of them.
  for (const { path, message } of read.error?.issues ?? []) complain(`${path.join('.')} ${message}`);
  if (read.error !== undefined) throw refuse.issues(read.error);
  checkFileCount(files.length);
  const body = read.data;
  checkCard(body, files);
  for (const error of [...lintMentions(body, use), ...lintFiles(body, files, use), ...lintVoice(body, files)])
    complain(error);
  const stray = (body.flags ?? 0) & ~FLAGS[use];
  if (stray !== 0) complain(`flags ${stray} mean nothing in a message for ${use}`);
  return body;
}

/** Components of a message and all that are inside them, an accessory too. */
export function nestedIn(components: readonly object[]): readonly Readonly<Record<string, unknown>>[] {
  return components.flatMap((one) => {
    const inner: readonly object[] =
      'components' in one && Array.isArray(one.components) ? one.components : [];
    const beside = 'accessory' in one && typeof one.accessory === 'object' ? [one.accessory ?? {}] : [];
    return [{ ...one }, ...nestedIn([...inner, ...beside])];
  });
}

const MAX_COMPONENTS = 40;
const MAX_CARD_TEXT = 4_000;

/**
 * A message of components has nothing else, and shows only files that a component names.
 *
 * @throws Refusal 50035.
 */
function checkCard({ components = [], ...body }: MessageBody, files: readonly UploadedFile[]): void {
  const isCard = ((body.flags ?? 0) & FLAG.card) !== 0;
  const hasContainer = components.some(({ type }) => type === 17);
  const all = nestedIn(components);
  const text = all.reduce((sum, one) => sum + (one['type'] === 10 ? String(one['content']).length : 0), 0);
  const named = all.flatMap(
    (one) => JSON.stringify(one['file'] ?? one['items'] ?? []).match(/attachment:\/\/[^"]+/g) ?? [],
  );
  const there = new Set(files.map(({ name }) => `attachment://${name}`));
  const faults = [
    ...(hasContainer && !isCard ? ['a container needs the flag IS_COMPONENTS_V2'] : []),
    ...(isCard && !hasContainer ? ['IS_COMPONENTS_V2 without a container'] : []),
    ...(isCard && ((body.content ?? '') !== '' || (body.embeds ?? []).length > 0)
      ? ['content and embeds cannot be used with IS_COMPONENTS_V2']
      : []),
    ...(all.length > MAX_COMPONENTS ? [`${all.length} components, over ${MAX_COMPONENTS}`] : []),
    ...(text > MAX_CARD_TEXT ? [`${text} characters of text, over ${MAX_CARD_TEXT}`] : []),
    ...named.filter((url) => !there.has(url)).map((url) => `${url} is not attached`),
    ...(isCard && named.length < files.length ? ['a file that no component shows'] : []),
  ];
  const [message] = faults;
  if (message !== undefined)
    throw refuse.body({ path: ['components'], code: 'COMPONENT_VALIDATION_FAILED', message });
}

/** Checks what an edit may leave standing: kept files and new ones together. */
export function checkFileCount(count: number): void {
  const message = `Must be ${MAX_FILES} or fewer in length.`;
  if (count > MAX_FILES) throw refuse.body({ path: ['attachments'], code: 'BASE_TYPE_MAX_LENGTH', message });
}

/** Returns whom a new message notifies: those whom its text names and its list allows. */
export function pingedBy({ content, allowed_mentions }: MessageBody): readonly string[] {
  return (allowed_mentions?.users ?? []).filter((id) => content?.includes(`<@${id}>`));
}

function lintMentions(body: MessageBody, use: keyof typeof FLAGS): readonly string[] {
  const { content, message_reference, allowed_mentions } = body;
  const couldPing = (content ?? '') !== '' || message_reference !== undefined;
  const { users = [] } = allowed_mentions ?? {};
  return [
    ...(couldPing && allowed_mentions === undefined
      ? ['allowed_mentions is absent, so the message could ping']
      : []),
    ...(users.length > pingedBy(body).length
      ? ['allowed_mentions lists users whom the text does not name']
      : []),
    ...(users.length > 0 && use === 'edit' ? ['an edit notifies nobody'] : []),
  ];
}

const TYPE_OF: Readonly<Record<string, string>> = {
  ...{ m4a: 'audio/mp4', mp3: 'audio/mpeg', ogg: 'audio/ogg', png: 'image/png' },
};

/** Clients choose a player by the type of the part. Without the list Discord guesses; with it, it shows what is named. */
function lintFiles(
  { attachments: list }: MessageBody,
  files: readonly UploadedFile[],
  use: keyof typeof FLAGS,
): readonly string[] {
  const listed = new Set(list?.map(({ id }) => id));
  return [
    ...(use === 'edit' && files.length > 0 && list === undefined
      ? ['an edit with files lists no attachments']
      : []),
    ...files.flatMap(({ index, name, contentType, bytes }) => {
      const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
      return [
        ...(list !== undefined && !listed.has(String(index))
          ? [`files[${index}] is not in attachments`]
          : []),
        ...((TYPE_OF[extension] ?? contentType) === contentType
          ? []
          : [`files[${index}] is a .${extension} sent as ${contentType}`]),
        ...(bytes.byteLength === 0 ? [`files[${index}] is empty`] : []),
      ];
    }),
  ];
}

const MS_PER_BAR = 100;
const MAX_BARS = 256;

/** Discord believes what a voice message says of itself; whether clients can play and draw it is another matter. */
function lintVoice(
  { flags = 0, attachments }: MessageBody,
  files: readonly UploadedFile[],
): readonly string[] {
  if ((flags & FLAG.voice) === 0) return [];
  const { duration_secs: seconds = 0, waveform = '' } = attachments?.[0] ?? {};
  const bars = Buffer.from(waveform, 'base64').length;
  return [
    ...(bars > Math.ceil((seconds * 1_000) / MS_PER_BAR)
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

/** A voice message is one sound with its length and picture, and nothing else. @throws Refusal 50159 to 50161. */
export function checkVoice(body: MessageBody, files: readonly UploadedFile[]): void {
  const [file] = files;
  const [said, ...more] = body.attachments ?? [];
  if (file?.contentType.startsWith('audio/') !== true || files.length > 1 || more.length > 0)
    throw refuse.voiceOneFile();
  const beside = [body.content, body.embeds, body.components];
  if (beside.some((part) => (part?.length ?? 0) > 0)) throw refuse.voiceAlone();
  const { waveform } = said ?? {};
  // Base64, byte for byte: one byte for each bar.
  const bars = Buffer.from(waveform ?? '', 'base64');
  const isPicture = bars.length > 0 && bars.length <= MAX_BARS && bars.toString('base64') === waveform;
  if (said?.id !== String(file.index) || said.duration_secs === undefined || !isPicture)
    throw refuse.voiceMetadata();
}
