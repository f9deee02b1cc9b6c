import { z } from 'zod';
import { BotError, failureFromRecord } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { SINGLE_STEMS, STEM_MODES } from '../jobs/request.ts';
import { LOCALES } from '../text/locale.ts';
import { microDollarsOf } from '../wallet/money.ts';

/** A record as it is stored, one format older than the step's result. */
type OldRecord = Readonly<Record<string, unknown>>;

/**
 * How records of older releases become today's: the first step turns format 1 into 2, and so on. A step is
 * never edited once released. Adding one is the only way to change what a stored record looks like; a field
 * that old records lack needs a step as well.
 */
const UPGRADES: readonly ((record: OldRecord) => OldRecord)[] = [];

const text = z.string();
const integer = z.number().int();
const optionalText = text.exactOptional();

const amount = integer.transform(microDollarsOf);
const facts = z.record(text, z.union([text, z.number(), z.boolean()]));
const failure = z.object({ code: text, facts }).transform((it) => failureFromRecord(it.code, it.facts));

const origin = z.object({
  platform: text,
  tenant: text,
  personal: z.literal(true).exactOptional(),
  channel: text,
  thread: optionalText,
  member: text,
  locale: z.enum(LOCALES),
  visibility: z.enum(['public', 'private']),
  reply: text,
});

const attachment = z.object({
  kind: z.literal('attachment'),
  ref: text,
  name: text,
  sizeBytes: integer.exactOptional(),
});
const url = z.object({ kind: z.literal('url'), url: text });

const request = z.discriminatedUnion('service', [
  z.object({
    service: z.literal('speech'),
    text: z.discriminatedUnion('kind', [z.object({ kind: z.literal('inline'), text }), attachment]),
    voice: z.object({ id: text, name: text }),
    speed: z.number(),
    language: optionalText,
    as: z.enum(['file', 'voice-message']),
  }),
  z.object({
    service: z.literal('stems'),
    source: z.discriminatedUnion('kind', [attachment, url]),
    mode: z.enum(STEM_MODES),
    stem: z.enum(SINGLE_STEMS).exactOptional(),
  }),
]);

const input = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text }),
  z.object({
    kind: z.literal('file'),
    path: text,
    durationMs: z.number(),
    sizeBytes: integer,
    extension: text,
    mimeType: text,
  }),
  url,
]);

const collectedFile = z.object({
  name: text,
  path: text,
  sizeBytes: integer,
  durationMs: z.number(),
  demuxer: text,
});

const encodedFile = z.object({
  name: text,
  part: integer,
  parts: integer,
  path: text,
  fileName: text,
  sizeBytes: integer,
  durationMs: z.number(),
  bitrateKbps: z.number(),
});

const work = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('received') }),
  z.object({ stage: z.literal('input') }),
  z.object({ stage: z.literal('quoted') }),
  z.object({
    stage: z.literal('submitting'),
    sinceMs: z.number(),
    told: z.literal(true).exactOptional(),
  }),
  z.object({ stage: z.literal('watching') }),
  z.object({ stage: z.literal('completed') }),
  z.object({ stage: z.literal('collected'), files: z.array(collectedFile) }),
  z.object({
    stage: z.literal('encoded'),
    files: z.array(encodedFile),
    waveform: z.object({ path: text, sizeBytes: integer }).exactOptional(),
  }),
  z.object({ stage: z.literal('failed'), failure }),
  z.object({ stage: z.literal('cancelled') }),
]);

const money = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('held'), reservation: text, amount }),
  z.object({ state: z.literal('in-doubt'), reservation: text, amount, sinceMs: z.number() }),
  z.object({
    state: z.literal('settled'),
    reservation: text,
    amount,
    basis: z.enum(['credits', 'measured-duration', 'quote', 'written-off']),
  }),
  z.object({ state: z.literal('released'), reservation: text, amount }),
]);

const round = integer;
const posted = z.array(z.object({ key: text, receipt: text }));
const delivery = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('pending'), round }),
  z.object({ state: z.literal('partial'), round, posted }),
  z.object({ state: z.literal('done'), round, posted, atMs: z.number() }),
  z.object({ state: z.literal('undeliverable'), round, failure, atMs: z.number() }),
]);

const submission = z.object({
  service: z.enum(['speech', 'stems']),
  providerId: text,
  submittedAtMs: z.number(),
  state: z.enum(['watching', 'completed', 'failed', 'cancelled']),
  credits: z.number().exactOptional(),
  durationSeconds: z.number().exactOptional(),
  outputs: z.array(z.object({ name: text, url: text })).exactOptional(),
  qualityScores: z.record(text, z.number()).exactOptional(),
});

/** What is stored of a job: everything but its version, which is a column of its own. */
export const jobRecordSchema = z.object({
  id: text,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  origin,
  request,
  title: text,
  work,
  money,
  delivery,
  submissions: z.array(submission),
  input: input.exactOptional(),
  quote: z.object({ amount, seconds: z.number().exactOptional() }).exactOptional(),
  attempt: integer,
  cancelRequested: z.boolean().exactOptional(),
  retriedAs: optionalText,
  history: z.array(z.object({ atMs: z.number(), event: text })),
});

const versionedSchema = z.looseObject({ format: z.number().int().min(1) });

/** Writes a job as this release stores it. */
export function writeJobRecord(job: Job): string {
  const { version: _column, ...record } = job;
  return JSON.stringify({ format: UPGRADES.length + 1, ...record });
}

/**
 * Reads a stored record of this or any older release.
 *
 * @throws {BotError} `internal` when it is of a newer release or damaged. The message names the fields, never
 *   their values.
 */
export function readJobRecord(stored: string, version: number): Job {
  return { ...readRecord(stored, jobRecordSchema, UPGRADES), version };
}

/** The reading itself, apart from which schema and which steps, so that upgrading can be tested. */
export function readRecord<T>(
  stored: string,
  schema: z.ZodType<T>,
  upgrades: readonly ((record: OldRecord) => OldRecord)[],
): T {
  let record: z.output<typeof versionedSchema>;
  try {
    record = versionedSchema.parse(JSON.parse(stored));
  } catch (error) {
    throw unreadable('it has no format', error);
  }
  const { format, ...fields } = record;
  if (format > upgrades.length + 1) throw unreadable(`its format ${format} is of a newer release`);
  const current = upgrades.slice(format - 1).reduce<OldRecord>((older, step) => step(older), fields);
  const result = schema.safeParse(current);
  if (result.success) return result.data;
  throw unreadable(`not as expected: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
}

function unreadable(why: string, cause?: unknown): BotError {
  return new BotError(
    'internal',
    `A stored job cannot be read: ${why}`,
    cause === undefined ? {} : { cause },
  );
}
