import { NEXT_STEPS } from '../../../src/core/model/job/action.ts';
import type { Job, Work } from '../../../src/core/model/job/job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import { type Ask, unset } from './ask.ts';
import { MONEY, sampleJob, sampleTrack, soundFile, submission } from './jobs.ts';
import { JOB_ID, NOW_MS } from './origin.ts';
import { sampleRequest } from './requests.ts';
import type { Scene } from './services.ts';

const job = { jobId: JOB_ID } as const;

/** Requests to `/jobs` and to the buttons under a job. */
export const JOB_ASKS: readonly Ask[] = [
  { line: '/jobs list', scene: (locale) => ({ jobs: everyState(locale) }) },
  { line: '/jobs list', about: 'one job', scene: (locale) => ({ jobs: [sampleJob('speech', locale)] }) },
  { line: '/jobs list', about: 'none' },
  {
    line: `/jobs show ${JOB_ID}`,
    about: 'queued',
    scene: (locale) => ({ place: 2, jobs: [sampleJob('stems', locale)] }),
  },
  {
    line: `/jobs show ${JOB_ID}`,
    about: 'at AudioPod',
    scene: (locale) => ({
      jobs: [sampleJob('stems', locale, { work: { stage: 'watching' }, money: MONEY.held })],
    }),
  },
  { line: `/jobs show ${JOB_ID}`, about: 'done', scene: (locale) => ({ jobs: [done(locale)] }) },
  { line: `/jobs fetch ${JOB_ID}`, scene: (locale) => ({ jobs: [done(locale)] }) },
  {
    line: `/jobs fetch ${JOB_ID}`,
    about: 'not ready',
    scene: (locale) => ({ jobs: [sampleJob('stems', locale)] }),
  },
  { line: `/jobs cancel ${JOB_ID}`, scene: (locale) => ({ jobs: [sampleJob('stems', locale)] }) },
  { line: `/jobs delete ${JOB_ID}` },
  { line: `/jobs delete ${JOB_ID}`, about: 'not at AudioPod', scene: () => ({ reach: 'here' }) },
  { line: `/jobs delete ${JOB_ID}`, about: 'key gone', scene: () => ({ reach: 'key-gone' }) },
  { line: '/jobs forget-me' },
  { line: '/jobs forget-me', about: 'some are left', scene: () => ({ leftJobs: 2 }) },
  { line: 'button confirm', button: { kind: 'confirm', ...job, amount: fromDollars(0.62) }, scene: withDone },
  { line: 'button cancel', button: { kind: 'cancel', ...job }, scene: withDone },
  { line: 'button fetch', button: { kind: 'fetch', ...job }, scene: withDone },
  ...NEXT_STEPS.map(
    (step): Ask => ({
      line: `button next-${step}`,
      about: 'which track',
      button: { kind: 'next', ...job, step },
      scene: withDone,
    }),
  ),
];

function withDone(locale: Locale): Scene {
  return { rules: unset, jobs: [done(locale)] };
}

function done(locale: Locale): Job {
  const sample = sampleRequest('stems', locale);
  const files = ['vocals', 'drums', 'bass', 'other'].map((name) => soundFile(sample, name));
  return sampleJob('stems', locale, {
    history: HISTORY,
    work: { stage: 'encoded', files, documents: [] },
    money: MONEY.credits,
    delivery: { state: 'done', round: 1, posted: [], atMs: NOW_MS },
    submissions: [submission('stems', 'completed')],
  });
}

/** Work at every stage, as a list names it. A new stage does not compile without one. */
const WORK: Readonly<Record<Work['stage'], Work>> = {
  received: { stage: 'received' },
  input: { stage: 'input' },
  quoted: { stage: 'quoted' },
  confirming: { stage: 'confirming', sinceMs: NOW_MS },
  submitting: { stage: 'submitting', sinceMs: NOW_MS },
  watching: { stage: 'watching' },
  completed: { stage: 'completed' },
  encoded: { stage: 'encoded', files: [], documents: [] },
  failed: { stage: 'failed', failure: { code: 'job-failed', facts: {} } },
  cancelled: { stage: 'cancelled' },
};

/** Returns a job in every state that a list can name, cycling through the services. */
function everyState(locale: Locale): readonly Job[] {
  const encoded = { work: WORK.encoded, money: MONEY.credits } as const;
  const changes: readonly Partial<Job>[] = [
    ...Object.values(WORK).map((work) => ({ work })),
    { work: { stage: 'completed', tracks: [sampleTrack('vocals', 'fetched')] }, money: MONEY.credits },
    { work: { stage: 'quoted', isProviderDown: true } },
    { work: { stage: 'watching', isKeyRefused: true }, money: MONEY.held },
    { work: { stage: 'watching', lateSinceMs: NOW_MS }, money: MONEY.held },
    { work: { stage: 'watching' }, cancelRequested: true, money: MONEY.held },
    { work: WORK.submitting, money: MONEY['in-doubt'] },
    { ...encoded, delivery: { state: 'done', round: 1, posted: [], atMs: NOW_MS } },
    {
      ...encoded,
      delivery: {
        state: 'undeliverable',
        round: 1,
        failure: { code: 'cannot-deliver', facts: {} },
        atMs: NOW_MS,
      },
    },
    { work: WORK.cancelled, money: MONEY.released },
  ];
  return changes.map((change, index) =>
    sampleJob(SERVICES[index % SERVICES.length] ?? 'speech', locale, {
      // Ids differ, as they do for members.
      id: `${JOB_ID.slice(0, -1)}${LETTERS[index % LETTERS.length]}`,
      createdAtMs: NOW_MS - index ** 3 * 60_000,
      ...change,
    }),
  );
}

const LETTERS = 'ubcdfghjkmnpqrstvwxyz';

const HISTORY = [
  'received',
  'admitted',
  'quoted',
  'submitted',
  'completed',
  'retried',
  'collected',
  'delivered',
].map((event, index) => ({ event, atMs: NOW_MS - (9 - index) * 60_000 }));
