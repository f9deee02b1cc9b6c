import fc from 'fast-check';
import type { Failure } from '../../../../src/core/model/errors.ts';
import type {
  Delivery,
  Input,
  Job,
  PostedBatch,
  Submission,
  Work,
} from '../../../../src/core/model/job/job.ts';
import type { Track } from '../../../../src/core/model/job/job-files.ts';
import type { Origin } from '../../../../src/core/model/job/origin.ts';
import {
  type AttachmentRef,
  type JobRequest,
  MUSIC_TASKS,
  type ResultRef,
  SINGLE_STEMS,
  STEM_MODES,
  TRANSCRIPT_FORMATS,
  type UrlRef,
  type UrlsRef,
} from '../../../../src/core/model/job/request.ts';
import { LOCALES } from '../../../../src/core/model/locale.ts';
import { SCOPES } from '../../../../src/core/model/money/counter.ts';
import type { Money, Quote } from '../../../../src/core/model/money/job-money.ts';
import { SETTLEMENT_BASES } from '../../../../src/core/model/money/ledger.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../../src/core/model/service.ts';

// Any string at all: half surrogates and U+0000 included.
const text = fc.string({ unit: 'binary', maxLength: 12 });
// Plain words where the text is a column of its own; PostgreSQL takes no U+0000 there.
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((it) => it.replaceAll('\0', '_'));
const count = fc.nat();
const atMs = fc.integer({ min: 0, max: 4e12 });
// JSON knows no -0, and no limits of a double are of interest here.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => it + 0);
const amount = fc.maxSafeInteger().map(microDollarsOf);
const maybe: { requiredKeys: [] } = { requiredKeys: [] };

// Left out when a record is read, so that nobody's prototype is changed.
const isKey = (name: string): boolean => name !== '__proto__';
const facts = fc.dictionary(text.filter(isKey), fc.oneof(text, number, fc.boolean()), { maxKeys: 3 });
const failure: fc.Arbitrary<Failure> = fc.record({
  code: fc.constantFrom('internal', 'limit-reached', 'job-failed'),
  facts,
});

const origin: fc.Arbitrary<Origin> = merged(
  fc.record({
    platform: word,
    tenant: word,
    channel: text,
    member: word,
    locale: fc.constantFrom(...LOCALES),
    visibility: fc.constantFrom('public', 'private'),
    reply: text,
  }),
  fc.record({ thread: text }, maybe),
);

const attachment: fc.Arbitrary<AttachmentRef> = merged(
  fc.record({ kind: fc.constant('attachment'), ref: text, name: text }),
  fc.record({ sizeBytes: count }, maybe),
);
const url: fc.Arbitrary<UrlRef> = fc.record({ kind: fc.constant('url'), url: text });

const result: fc.Arbitrary<ResultRef> = fc.record({
  kind: fc.constant('result'),
  jobId: text,
  output: text,
  name: text,
});
const urls: fc.Arbitrary<UrlsRef> = fc.record({ kind: fc.constant('urls'), urls: fc.array(text) });
const source = fc.oneof(attachment, url, result);

const request: fc.Arbitrary<JobRequest> = fc.oneof(
  merged(
    fc.record({
      service: fc.constant('speech'),
      text: fc.oneof(fc.record({ kind: fc.constant('inline'), text }), attachment),
      voice: fc.record({ id: text, name: text }),
      speed: number,
      as: fc.constantFrom('file', 'voice-message'),
    }),
    fc.record({ language: text }, maybe),
  ),
  merged(
    fc.record({
      service: fc.constant('stems'),
      source,
      mode: fc.constantFrom(...STEM_MODES),
    }),
    fc.record({ stem: fc.constantFrom(...SINGLE_STEMS) }, maybe),
  ),
  merged(
    fc.record({
      service: fc.constant('music'),
      task: fc.constantFrom(...MUSIC_TASKS),
      durationSeconds: number,
    }),
    fc.record({ prompt: text, lyrics: text, genre: text, source: fc.oneof(attachment, result) }, maybe),
  ),
  merged(
    fc.record({
      service: fc.constant('transcription'),
      source: fc.oneof(attachment, url, result, urls),
      format: fc.constantFrom(...TRANSCRIPT_FORMATS),
      speakers: fc.boolean(),
      words: fc.boolean(),
    }),
    fc.record({ language: text, minSpeakers: count, maxSpeakers: count }, maybe),
  ),
  merged(fc.record({ service: fc.constant('diarization'), source }), fc.record({ speakers: count }, maybe)),
  fc.record({ service: fc.constant('denoise'), source }),
  merged(
    fc.record({
      service: fc.constant('clone'),
      source: fc.oneof(attachment, result),
      name: text,
    }),
    fc.record({ description: text, consent: fc.record({ member: text, atMs }) }, maybe),
  ),
);

const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant('text'), text }),
  merged(
    fc.record({
      kind: fc.constant('file'),
      path: text,
      durationMs: number,
      sizeBytes: count,
      extension: text,
      mimeType: text,
    }),
    fc.record({ peaks: fc.array(number, { maxLength: 3 }) }, maybe),
  ),
);

const file = { name: text, path: text, sizeBytes: count, durationMs: number };
const peaks = fc.array(number, { maxLength: 3 });
const encodedFiles = fc.array(
  merged(
    fc.record({ ...file, part: count, parts: count, fileName: text, bitrateKbps: number }),
    fc.record({ peaks }, maybe),
  ),
);
const takesPart = fc.constant(true);
const track: fc.Arbitrary<Track> = fc.oneof(
  fc.record({ state: fc.constant('awaited'), name: text }),
  fc.record({ state: fc.constant('fetched'), ...file, demuxer: text }),
  fc.record({
    state: fc.constant('encoded'),
    name: text,
    durationMs: number,
    files: encodedFiles,
  }),
  fc.record({ state: fc.constant('missing'), name: text, failure }),
);
const missing = fc.array(merged(fc.record({ name: text, failure }), fc.record({ message: count }, maybe)), {
  maxLength: 2,
});
const work: fc.Arbitrary<Work> = fc.oneof(
  fc.record({ stage: fc.constantFrom('received', 'input', 'quoted') }),
  merged(
    fc.record({ stage: fc.constantFrom('watching', 'completed') }),
    fc.record({ isKeyRefused: fc.constant(true) }, maybe),
  ),
  fc.record({ stage: fc.constant('watching'), lateSinceMs: number }),
  merged(
    fc.record({ stage: fc.constant('cancelled') }),
    fc.record({ reason: fc.constant('not-confirmed') }, maybe),
  ),
  merged(
    fc.record({ stage: fc.constant('confirming'), sinceMs: atMs }),
    fc.record({ left: fc.record({ scope: fc.constantFrom(...SCOPES), amount }) }, maybe),
  ),
  merged(
    fc.record({ stage: fc.constant('submitting'), sinceMs: atMs }),
    fc.record({ told: fc.constant(true) }, maybe),
  ),
  merged(
    fc.record({ stage: fc.constant('completed') }),
    fc.record({ takesPart, tracks: fc.array(track, { maxLength: 3 }) }, maybe),
  ),
  merged(
    fc.record({
      stage: fc.constant('encoded'),
      files: encodedFiles,
      documents: fc.array(fc.record({ path: text, fileName: text, mimeType: text, sizeBytes: count })),
    }),
    fc.record(
      {
        voice: fc.record({
          path: text,
          sizeBytes: count,
          durationMs: number,
          peaks,
        }),
        picture: fc.record({ path: text, sizeBytes: count }),
        excerpt: text,
        speakers: count,
        missing,
        isSample: fc.constant(true),
      },
      maybe,
    ),
  ),
  fc.record({ stage: fc.constant('failed'), failure }),
);

const money: fc.Arbitrary<Money> = fc.oneof(
  fc.record({ state: fc.constant('none') }),
  fc.record({ state: fc.constant('held'), reservation: text, amount }),
  merged(
    fc.record({ state: fc.constant('released'), reservation: text, amount }),
    fc.record({ forgiven: fc.constant(true) }, maybe),
  ),
  fc.record({ state: fc.constant('in-doubt'), reservation: text, amount, sinceMs: atMs }),
  merged(
    fc.record({
      state: fc.constant('settled'),
      reservation: text,
      amount,
      basis: fc.constantFrom(...SETTLEMENT_BASES),
    }),
    fc.record({ overshoot: amount }, maybe),
  ),
);

const posted: fc.Arbitrary<PostedBatch[]> = fc.array(fc.record({ key: text, receipt: text }), {
  maxLength: 3,
});
const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.record({ state: fc.constant('none') }),
  fc.record({ state: fc.constant('pending'), round: count }),
  fc.record({ state: fc.constant('partial'), round: count, posted }),
  fc.record({ state: fc.constant('done'), round: count, posted, atMs }),
  fc.record({ state: fc.constant('undeliverable'), round: count, failure, atMs }),
);

const submission: fc.Arbitrary<Submission> = merged(
  fc.record({
    service: fc.constantFrom(...SERVICES),
    providerId: text,
    submittedAtMs: atMs,
    state: fc.constantFrom('watching', 'completed', 'failed', 'cancelled'),
  }),
  fc.record(
    {
      credits: number,
      durationSeconds: number,
      outputs: fc.array(fc.record({ name: text, url: text }), { maxLength: 3 }),
      qualityScores: fc.dictionary(word.filter(isKey), number, { maxKeys: 3 }),
      cost: fc.record({ amount, basis: fc.constantFrom(...SETTLEMENT_BASES) }),
    },
    maybe,
  ),
);

const quote: fc.Arbitrary<Quote> = merged(
  fc.record({ amount }),
  fc.record({ seconds: number, perMinute: amount }, maybe),
);

/** Any job that the types allow. */
export const anyJob: fc.Arbitrary<Job> = merged(
  fc.record({
    id: fc.uuid(),
    version: fc.integer({ min: 0, max: 1e6 }),
    createdAtMs: atMs,
    updatedAtMs: atMs,
    origin,
    request,
    title: text,
    work,
    money,
    delivery,
    submissions: fc.array(submission, { maxLength: 2 }),
    attempt: count,
    history: fc.array(fc.record({ atMs, event: text }), { maxLength: 3 }),
  }),
  fc.record(
    {
      input,
      quote,
      confirmed: amount,
      remakes: text,
      cancelRequested: fc.boolean(),
      restoredAtMs: atMs,
      keyId: word,
      erased: fc.constant(true),
      isSimulated: fc.constant(true),
    },
    maybe,
  ),
)
  // A plain object throughout, as parsing JSON makes them.
  .map((job) => structuredClone(job));

/** Both at once: what a record must have, and what it may lack. */
function merged<A extends object, B extends object>(
  must: fc.Arbitrary<A>,
  may: fc.Arbitrary<B>,
): fc.Arbitrary<A & B> {
  return fc.tuple(must, may).map(([a, b]) => ({ ...a, ...b }));
}
