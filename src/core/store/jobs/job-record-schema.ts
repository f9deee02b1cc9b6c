import { z } from 'zod';
import { MUSIC_TASKS, SINGLE_STEMS, STEM_MODES, TRANSCRIPT_FORMATS } from '../../model/job/request.ts';
import { LOCALES } from '../../model/locale.ts';
import { SCOPES } from '../../model/money/counter.ts';
import { SETTLEMENT_BASES } from '../../model/money/ledger.ts';
import { microDollarsOf } from '../../model/money/money.ts';
import { SERVICES } from '../../model/service.ts';
import {
  documentFile,
  encodedFile,
  failure,
  missing,
  picture,
  track,
  voiceFile,
} from './job-files-schema.ts';

const text = z.string();
const integer = z.number().int();
const optionalText = text.exactOptional();
/** Never false. */
const flag = z.literal(true).exactOptional();

const amount = integer.transform(microDollarsOf);

const origin = z.object({
  platform: text,
  tenant: text,
  personal: flag,
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
const urls = z.object({ kind: z.literal('urls'), urls: z.array(text) });
const result = z.object({ kind: z.literal('result'), jobId: text, output: text, name: text });
const source = z.discriminatedUnion('kind', [attachment, url, result]);

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
    source,
    mode: z.enum(STEM_MODES),
    stem: z.enum(SINGLE_STEMS).exactOptional(),
  }),
  z.object({
    service: z.literal('music'),
    task: z.enum(MUSIC_TASKS),
    prompt: optionalText,
    lyrics: optionalText,
    durationSeconds: z.number(),
    genre: optionalText,
    source: z.discriminatedUnion('kind', [attachment, result]).exactOptional(),
  }),
  z.object({
    service: z.literal('transcription'),
    source: z.discriminatedUnion('kind', [attachment, url, result, urls]),
    format: z.enum(TRANSCRIPT_FORMATS),
    language: optionalText,
    speakers: z.boolean(),
    minSpeakers: integer.exactOptional(),
    maxSpeakers: integer.exactOptional(),
    words: z.boolean(),
  }),
  z.object({ service: z.literal('diarization'), source, speakers: integer.exactOptional() }),
  z.object({ service: z.literal('denoise'), source }),
  z.object({
    service: z.literal('clone'),
    source: z.discriminatedUnion('kind', [attachment, result]),
    name: text,
    description: optionalText,
    consent: z.object({ member: text, atMs: z.number() }).exactOptional(),
  }),
]);

const input = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text, encoding: text.exactOptional() }),
  z.object({
    kind: z.literal('file'),
    path: text,
    durationMs: z.number(),
    sizeBytes: integer,
    extension: text,
    mimeType: text,
    peaks: z.array(z.number()).exactOptional(),
    tags: z
      .object({
        title: z.string().exactOptional(),
        artist: z.string().exactOptional(),
        album: z.string().exactOptional(),
      })
      .exactOptional(),
  }),
]);

const work = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('received') }),
  z.object({ stage: z.literal('input'), isProviderDown: flag }),
  z.object({ stage: z.literal('quoted'), isProviderDown: flag }),
  z.object({
    stage: z.literal('confirming'),
    sinceMs: z.number(),
    left: z.object({ scope: z.enum(SCOPES), amount }).exactOptional(),
  }),
  z.object({ stage: z.literal('submitting'), sinceMs: z.number(), told: flag }),
  z.object({
    stage: z.literal('watching'),
    isKeyRefused: flag,
    lateSinceMs: z.number().exactOptional(),
  }),
  z.object({
    stage: z.literal('completed'),
    isKeyRefused: flag,
    isProviderDown: flag,
    takesPart: flag,
    tracks: z.array(track).exactOptional(),
  }),
  z.object({
    stage: z.literal('encoded'),
    files: z.array(encodedFile),
    documents: z.array(documentFile),
    voice: voiceFile.exactOptional(),
    picture: picture.exactOptional(),
    excerpt: optionalText,
    transcript: documentFile.exactOptional(),
    speakers: integer.exactOptional(),
    missing: missing.exactOptional(),
    isSample: flag,
  }),
  z.object({ stage: z.literal('failed'), failure }),
  z.object({ stage: z.literal('cancelled'), reason: z.literal('not-confirmed').exactOptional() }),
]);

const basis = z.enum(SETTLEMENT_BASES);
const money = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('held'), reservation: text, amount }),
  z.object({ state: z.literal('in-doubt'), reservation: text, amount, sinceMs: z.number() }),
  z.object({
    state: z.literal('settled'),
    reservation: text,
    amount,
    basis,
    overshoot: amount.exactOptional(),
  }),
  z.object({
    state: z.literal('released'),
    reservation: text,
    amount,
    forgiven: flag,
  }),
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
  service: z.enum(SERVICES),
  providerId: text,
  submittedAtMs: z.number(),
  state: z.enum(['watching', 'completed', 'failed', 'cancelled']),
  credits: z.number().exactOptional(),
  durationSeconds: z.number().exactOptional(),
  outputs: z.array(z.object({ name: text, url: text })).exactOptional(),
  qualityScores: z.record(text, z.number()).exactOptional(),
  cost: z.object({ amount, basis }).exactOptional(),
});

/** The stored fields of a job: all but its version, which has its own column. */
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
  keyId: optionalText,
  input: input.exactOptional(),
  quote: z
    .object({ amount, seconds: z.number().exactOptional(), perMinute: amount.exactOptional() })
    .exactOptional(),
  confirmed: amount.exactOptional(),
  attempt: integer,
  cancelRequested: z.boolean().exactOptional(),
  retriedAs: optionalText,
  remakes: optionalText,
  restoredAtMs: z.number().exactOptional(),
  erased: flag,
  isSimulated: flag,
  history: z.array(z.object({ atMs: z.number(), event: text })),
});
