import type { Job, Submission, Work } from '../../../src/core/model/job/job.ts';
import type { DocumentFile, EncodedFile, Track } from '../../../src/core/model/job/job-files.ts';
import { baseNameOf } from '../../../src/core/model/job/title.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Money } from '../../../src/core/model/money/job-money.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { JOB_ID, NOW_MS, originIn } from './origin.ts';
import { type Sample, sampleRequest } from './requests.ts';

type Encoded = Extract<Work, { readonly stage: 'encoded' }>;

const RESERVATION = 'reservation';
const AMOUNT = fromDollars(0.12);

/** Money in every state, and settled on every basis. */
export const MONEY = {
  none: { state: 'none' },
  held: { state: 'held', reservation: RESERVATION, amount: AMOUNT },
  'in-doubt': { state: 'in-doubt', reservation: RESERVATION, amount: AMOUNT, sinceMs: NOW_MS },
  released: { state: 'released', reservation: RESERVATION, amount: AMOUNT },
  forgiven: { state: 'released', reservation: RESERVATION, amount: AMOUNT, forgiven: true },
  credits: settled('credits'),
  'measured-duration': settled('measured-duration'),
  'measured-by-bot': settled('measured-by-bot'),
  quote: settled('quote'),
  unmeasured: settled('unmeasured'),
  'written-off': settled('written-off'),
  overshoot: { ...settled('credits'), overshoot: fromDollars(0.03) },
} as const satisfies Readonly<Record<MoneyName, Money>>;

type Settled = Extract<Money, { readonly state: 'settled' }>;
type MoneyName = Exclude<Money['state'], 'settled'> | Settled['basis'] | 'forgiven' | 'overshoot';

function settled(basis: Settled['basis']): Settled {
  return { state: 'settled', reservation: RESERVATION, amount: fromDollars(0.1), basis };
}

/** Returns a job of that service, just received, with the given changes. */
export function sampleJob(service: Service, locale: Locale, change: Partial<Job> = {}): Job {
  return jobFor(sampleRequest(service, locale), locale, change);
}

/** The same, for a request. */
export function jobFor({ title, request }: Sample, locale: Locale, change: Partial<Job> = {}): Job {
  return {
    id: JOB_ID,
    version: 7,
    createdAtMs: NOW_MS - 180_000,
    updatedAtMs: NOW_MS,
    origin: originIn('web', locale),
    request,
    title,
    work: { stage: 'received' },
    money: MONEY.none,
    delivery: { state: 'none' },
    submissions: [],
    attempt: 0,
    history: [{ atMs: NOW_MS - 60_000, event: 'encoded' }],
    ...change,
  };
}

/** Returns a job whose result was made and posted. */
export function doneJob(sample: Sample, locale: Locale, work: Encoded, change: Partial<Job> = {}): Job {
  return jobFor(sample, locale, {
    work,
    money: MONEY.credits,
    delivery: { state: 'done', round: 1, posted: [], atMs: NOW_MS },
    submissions: [submission(sample.request.service, 'completed')],
    ...change,
  });
}

/** Returns one job at AudioPod. */
export function submission(service: Service, state: Submission['state']): Submission {
  return { service, providerId: '42', submittedAtMs: NOW_MS - 120_000, state };
}

/** Returns what the bot has of one track while it gets a result. */
export function sampleTrack(name: string, state: 'awaited' | 'fetched' | 'encoded'): Track {
  if (state === 'awaited') return { state, name };
  if (state === 'encoded') return { state, name, durationMs: 187_000, files: [] };
  return { state, name, path: '', sizeBytes: 1, durationMs: 187_000, demuxer: 'wav' };
}

/** Returns a 3:07 audio file of a result. Only stems have their name in the file name. */
export function soundFile(
  { title, request }: Sample,
  name: string,
  change: Partial<EncodedFile> = {},
): EncodedFile {
  const fileName = `${baseNameOf(title, request.service === 'stems' ? name : undefined)}.m4a`;
  const size = { sizeBytes: 3_740_000, durationMs: 187_000, bitrateKbps: 160 };
  return { name, part: 1, parts: 1, path: `sample/${fileName}`, fileName, ...size, ...change };
}

/** Returns a text file of a result. */
export function textFile({ title, request }: Sample, extension: string): DocumentFile {
  const which = request.service === 'diarization' ? '-speakers' : '';
  const fileName = `${baseNameOf(title, undefined)}${which}.${extension}`;
  return { path: `sample/${fileName}`, fileName, mimeType: 'text/plain', sizeBytes: 4_100 };
}
