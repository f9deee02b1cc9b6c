import { z } from 'zod';
import { BotError } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import { lacksConsent } from '../../model/job/request.ts';
import { jobRecordSchema } from './job-record-schema.ts';

/** A record as it is stored, one format older than the step's result. */
type OldRecord = Readonly<Record<string, unknown>>;

/**
 * Upgrades records of older releases: the first step turns format 1 into 2, and so on. A step is
 * never edited once released. Adding one is the only way to change what a stored record looks like; a field
 * that old records lack needs a step as well.
 */
const UPGRADES: readonly ((record: OldRecord) => OldRecord)[] = [
  // Results can be text files, and the picture is not always a waveform.
  (record) => {
    const { waveform, ...work } = z
      .looseObject({ stage: z.string(), waveform: z.unknown().optional() })
      .parse(record['work']);
    if (work.stage !== 'encoded') return record;
    return {
      ...record,
      work: { ...work, documents: [], ...(waveform === undefined ? {} : { picture: waveform }) },
    };
  },
  // What was typed, a text or an address, is only in the request; it used to be repeated as the input.
  (record) => {
    const { request, input } = withInput.parse(record);
    const isFetched = input?.kind === 'file' || (input?.kind === 'text' && request.text?.kind !== 'inline');
    if (isFetched) return record;
    const { input: _typed, ...rest } = record;
    return rest;
  },
  // The money of a link stays held until its result is measured, and more figures can settle it. Nothing
  // changes in older records, but an older release would release that money.
  (record) => record,
  // Adds the optional fields below. A result is posted as soon as its last track is ready, so what was downloaded is
  // only a state of its tracks; words are read again, which costs nothing.
  (record) => {
    const { stage, files } = z
      .looseObject({ stage: z.string(), files: z.array(z.looseObject({})).optional() })
      .parse(record['work']);
    if (stage !== 'collected') return record;
    const tracks = files?.map((file) => ({ ...file, state: 'fetched' })) ?? [];
    return { ...record, work: { stage: 'completed', ...(tracks.length === 0 ? {} : { tracks }) } };
  },
  // A clone may lack the consent, which is asked for. An older release can’t read such a record.
  (record) => record,
  // What is stored is encrypted, which no older release can read.
  (record) => record,
];

/** The format of this release, and of every encrypted record. Records of a newer one are left alone. */
export const OWN_FORMAT = UPGRADES.length + 1;
/** What a record without a clone’s consent is written as. */
const CONSENT_FORMAT = 6;
/** What a record with any of the fields below is written as, and one without, so that older releases can read it. */
const EXTENDED_FORMAT = 5;
const PLAIN_FORMAT = 4;
/**
 * The optional fields that format 5 added, as dotted paths; in a list, those of its entries. The former release
 * would drop them, so a record that has one must not be read by it.
 */
const ADDED_BY_FORMAT_5: readonly string[] = [
  'restoredAtMs',
  'work.isProviderDown',
  'work.lateSinceMs',
  'work.takesPart',
  'work.tracks',
  'work.missing',
];

const kindOnly = z.looseObject({ kind: z.string() }).optional().catch(undefined);
const withInput = z.object({ request: z.looseObject({ text: kindOnly }), input: kindOnly });

const versionedSchema = z.looseObject({ format: z.number().int().min(1) });

/** Writes a job as this release stores it. */
export function writeJobRecord(job: Job): string {
  const { version: _column, isParked: _row, ...record } = job;
  return JSON.stringify({ format: formatOf(job), ...record });
}

/** Returns the lowest format that expresses the job, as it's written before it is encrypted. */
export function formatOf(job: Job, added: readonly string[] = ADDED_BY_FORMAT_5): number {
  if (lacksConsent(job.request)) return CONSENT_FORMAT;
  return added.some((path) => hasField(job, path.split('.'))) ? EXTENDED_FORMAT : PLAIN_FORMAT;
}

function hasField(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return value !== undefined;
  if (Array.isArray(value)) return value.some((entry) => hasField(entry, [name, ...rest]));
  return typeof value === 'object' && value !== null && hasField(Reflect.get(value, name), rest);
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

/** Reads a record with given steps and schema, so that upgrading can be tested. */
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
  const result = schema.safeParse(upgraded(fields, upgrades.slice(format - 1)));
  if (result.success) return result.data;
  throw unreadable(`not as expected: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
}

function upgraded(record: OldRecord, steps: readonly ((record: OldRecord) => OldRecord)[]): OldRecord {
  try {
    return steps.reduce((older, step) => step(older), record);
  } catch (error) {
    throw unreadable('it cannot be brought up to date', error);
  }
}

function unreadable(why: string, cause?: unknown): BotError {
  return new BotError(
    'internal',
    `A stored job cannot be read: ${why}`,
    cause === undefined ? {} : { cause },
  );
}
