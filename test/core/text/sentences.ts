import type { Failure } from '../../../src/core/model/errors.ts';
import type { Job, Work } from '../../../src/core/model/job/job.ts';
import type { EncodedFile } from '../../../src/core/model/job/job-files.ts';
import type { JobRequest } from '../../../src/core/model/job/request.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Money } from '../../../src/core/model/money/job-money.ts';
import { fromCents } from '../../../src/core/model/money/money.ts';
import { jobOf } from '../../fakes/job-of.ts';
import { ORIGIN, speech, stemsOf } from '../../fakes/world.ts';

const reservation = 'r1';
const amount = fromCents(12);
const SONG = { kind: 'attachment', ref: '', name: 'song.mp3' } as const;

/** Ways that the money of a job can be, all of it about twelve cents. */
export const MONEY = {
  none: { state: 'none' },
  held: { state: 'held', reservation, amount },
  inDoubt: { state: 'in-doubt', reservation, amount, sinceMs: 0 },
  released: { state: 'released', reservation, amount },
  waived: { state: 'released', reservation, amount, forgiven: true },
  credits: { state: 'settled', reservation, amount, basis: 'credits' },
  duration: { state: 'settled', reservation, amount, basis: 'measured-duration' },
  measured: { state: 'settled', reservation, amount, basis: 'measured-by-bot' },
  quote: { state: 'settled', reservation, amount, basis: 'quote' },
  unmeasured: { state: 'settled', reservation, amount, basis: 'unmeasured' },
  writtenOff: { state: 'settled', reservation, amount, basis: 'written-off' },
  over: { state: 'settled', reservation, amount, basis: 'credits', overshoot: fromCents(2) },
} as const satisfies Readonly<Record<string, Money>>;

/** Requests for a job of each kind whose words differ. */
export const REQUESTS = {
  speech: speech(),
  stems: stemsOf(SONG, 'four'),
  song: { service: 'music', task: 'text2music', durationSeconds: 30 },
  transcript: { service: 'transcription', source: SONG, format: 'txt', speakers: false, words: false },
  speakers: { service: 'diarization', source: SONG },
  denoise: { service: 'denoise', source: SONG },
  clone: { service: 'clone', source: SONG, name: 'Ada', consent: { member: 'm', atMs: 0 } },
} as const satisfies Readonly<Record<string, JobRequest>>;

/** A finished piece of work with these tracks. */
export function encoded(names: readonly string[], more: Partial<EncodedFile> = {}): Work {
  const files = names.map(
    (name): EncodedFile => ({
      name,
      part: 1,
      parts: 1,
      path: '',
      fileName: `${name}.m4a`,
      sizeBytes: 1,
      durationMs: 187_000,
      bitrateKbps: 160,
      ...more,
    }),
  );
  return { stage: 'encoded', files, documents: [] };
}

/** Work that failed for a reason. */
export function failed(code: Failure['code'], facts: Failure['facts'] = {}): Work {
  return { stage: 'failed', failure: { code, facts } };
}

/** A job with the id `abcdefghjkmn`, in a language. */
export function jobIn(locale: Locale, title: string, request: JobRequest, more: Partial<Job>): Job {
  return { ...jobOf(request, title, { ...ORIGIN, locale }, 0), id: 'abcdefghjkmn', ...more };
}
