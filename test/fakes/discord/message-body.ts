import { z } from 'zod';
import type { UploadedFile } from './fake-discord.ts';
import { type FieldError, isRecord, refuse } from './refusal.ts';

const record = z.record(z.string(), z.unknown());
const attachment = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  filename: z.string().nullish(),
  description: z.string().nullish(),
  duration_secs: z.number().nullish(),
  waveform: z.string().nullish(),
});
const shape = z.looseObject({
  content: z.string().nullish(),
  embeds: z.array(record).nullish(),
  components: z.array(record).nullish(),
  attachments: z.array(attachment).nullish(),
  flags: z.number().int().nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .looseObject({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
    .nullish(),
});

/** A message as a bot sends or edits it. What is absent stays as it is. */
export type MessageBody = z.infer<typeof shape>;

/** Message flags that matter here. */
export const FLAG = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  voice: 1 << 13,
  componentsV2: 1 << 15,
} as const;

const MAX_CONTENT = 2_000;
const MAX_FILES = 10;

/**
 * Reads a message body. An edit says which flags the message has already.
 * @throws Refusal 50035 with the fields that are wrong.
 */
export function readMessageBody(
  body: unknown,
  files: readonly UploadedFile[],
  presentFlags = 0,
): MessageBody {
  const read = shape.safeParse(body ?? {});
  if (!read.success) {
    throw refuse.body(
      read.error.issues.map(({ path, message }) => ({
        path: path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
        code: 'BASE_TYPE_BAD_TYPE',
        message,
      })),
    );
  }
  const errors = [
    ...lengthErrors(read.data, files),
    ...componentErrors(read.data.components ?? []),
    ...layoutErrors(read.data, presentFlags),
  ];
  if (errors.length > 0) throw refuse.body(errors);
  return read.data;
}

function lengthErrors(body: MessageBody, files: readonly UploadedFile[]): FieldError[] {
  const embedText = (body.embeds ?? []).reduce((sum, embed) => sum + textLength(embed), 0);
  return [
    ...atMost(['content'], body.content?.length, MAX_CONTENT),
    ...atMost(['embeds'], body.embeds?.length, 10),
    ...atMost(['embeds'], embedText, 6_000),
    ...atMost(['attachments'], Math.max(body.attachments?.length ?? 0, files.length), MAX_FILES),
    ...atMost(['nonce'], String(body.nonce ?? '').length, 25),
    ...(body.attachments ?? []).flatMap((one, index) =>
      atMost(['attachments', index, 'description'], one.description?.length, 1_024),
    ),
  ];
}

/** Checks what an edit may leave standing: kept files and new ones together. */
export function checkFileCount(count: number): void {
  const errors = atMost(['attachments'], count, MAX_FILES);
  if (errors.length > 0) throw refuse.body(errors);
}

function componentErrors(rows: readonly Record<string, unknown>[]): FieldError[] {
  const errors: FieldError[] = [];
  const ids = new Set<unknown>();
  walk(rows, ['components'], (part, path) => {
    errors.push(
      ...atMost([...path, 'custom_id'], lengthOf(part['custom_id']), 100),
      ...atMost([...path, 'label'], lengthOf(part['label']), 80),
      ...atMost([...path, 'options'], Array.isArray(part['options']) ? part['options'].length : 0, 25),
      ...(part['type'] === 1
        ? atMost(
            [...path, 'components'],
            Array.isArray(part['components']) ? part['components'].length : 0,
            5,
          )
        : []),
    );
    const id = part['custom_id'];
    if (id !== undefined && ids.has(id))
      errors.push({
        path,
        code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
        message: 'Component custom id cannot be duplicated',
      });
    ids.add(id);
  });
  return errors;
}

/** Either the classic fields or the components of layout, never both. */
function layoutErrors(body: MessageBody, presentFlags: number): FieldError[] {
  const isLayout = (((body.flags ?? 0) | presentFlags) & FLAG.componentsV2) !== 0;
  if (!isLayout) return atMost(['components'], body.components?.length, 5);
  const errors: FieldError[] = [];
  for (const field of ['content', 'embeds'] as const) {
    if ((body[field]?.length ?? 0) > 0)
      errors.push({
        path: [field],
        code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        message: `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      });
  }
  let count = 0;
  let text = 0;
  walk(body.components ?? [], ['components'], (part) => {
    count += 1;
    text += lengthOf(part['content']);
  });
  return [...errors, ...atMost(['components'], count, 40), ...atMost(['components'], text, 4_000)];
}

/** Visits every component, nested ones too. */
export function walk(
  parts: readonly unknown[],
  path: readonly (string | number)[],
  visit: (part: Record<string, unknown>, path: readonly (string | number)[]) => void,
): void {
  for (const [index, part] of parts.entries()) {
    if (!isRecord(part)) continue;
    const here = [...path, index];
    visit(part, here);
    if (Array.isArray(part['components'])) walk(part['components'], [...here, 'components'], visit);
    for (const key of ['component', 'accessory'])
      if (isRecord(part[key])) walk([part[key]], [...here, key], visit);
  }
}

function atMost(path: readonly (string | number)[], length: number | undefined, limit: number): FieldError[] {
  if (length === undefined || length <= limit) return [];
  return [{ path, code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${limit} or fewer in length.` }];
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}

/** The text of an embed that counts. */
function textLength(embed: Readonly<Record<string, unknown>>): number {
  const fields = Array.isArray(embed['fields']) ? embed['fields'].filter(isRecord) : [];
  const texts = [
    embed['title'],
    embed['description'],
    isRecord(embed['footer']) ? embed['footer']['text'] : undefined,
    isRecord(embed['author']) ? embed['author']['name'] : undefined,
    ...fields.flatMap((field) => [field['name'], field['value']]),
  ];
  return texts.reduce<number>((sum, text) => sum + lengthOf(text), 0);
}
