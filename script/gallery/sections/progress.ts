import { progressOf } from '../../../src/core/jobs/context/create-job-context.ts';
import type { Job, Work } from '../../../src/core/model/job/job.ts';
import { MOST_AHEAD } from '../../../src/core/model/job/stages.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { SERVICES } from '../../../src/core/model/service.ts';
import type { Estimates } from '../../../src/core/text/outcome.ts';
import { discordClosing, discordProgress } from '../draw/discord.ts';
import { slackProgress } from '../draw/slack.ts';
import { webJob } from '../draw/web.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';
import { MONEY, sampleJob, sampleTrack, submission } from '../sample/jobs.ts';
import { NOW_MS } from '../sample/origin.ts';

/** A running job, and what is known about it. */
interface Running extends Estimates {
  readonly job: (locale: Locale) => Job;
  readonly percent?: number;
  /** Shown on Discord when the reply is about to close. */
  readonly isClosing?: true;
}

type RunningStage = Exclude<Work['stage'], 'failed' | 'cancelled'>;

const HELD = { money: MONEY.held } as const;
const CLONE_QUOTED = { quote: { amount: fromDollars(0.04) } } as const;
const QUOTED = { quote: { amount: fromDollars(0.62) } } as const;

/** A job at each stage. A new stage does not compile without one. */
const STAGES: Readonly<Record<RunningStage, Running>> = {
  received: { job: (locale) => sampleJob('stems', locale), before: 3 },
  input: { job: at('stems', { stage: 'input' }) },
  quoted: { job: at('stems', { stage: 'quoted' }) },
  confirming: {
    job: at(
      'stems',
      { stage: 'confirming', sinceMs: NOW_MS, left: { scope: 'tenant-month', amount: fromDollars(1.2) } },
      QUOTED,
    ),
  },
  submitting: { job: at('stems', { stage: 'submitting', sinceMs: NOW_MS }, HELD) },
  watching: { job: at('stems', { stage: 'watching' }, HELD), percent: 42 },
  completed: { job: at('stems', { stage: 'completed' }, { money: MONEY.credits }) },
  encoded: { job: at('stems', { stage: 'encoded', files: [], documents: [] }, { money: MONEY.credits }) },
};

/** A clone that waits for its member to confirm that the voice may be used. */
function voiceToConfirm(locale: Locale): Job {
  const { request, ...job } = sampleJob('clone', locale);
  if (request.service !== 'clone') return { ...job, request };
  const { consent: _given, ...asked } = request;
  return { ...job, request: asked, work: { stage: 'confirming', sinceMs: NOW_MS }, ...CLONE_QUOTED };
}

/** Variants that differ from the usual stage. */
const UNUSUAL: Readonly<Record<string, Running>> = {
  'received: with a time': { job: (locale) => sampleJob('stems', locale), before: 3, startsInMs: 120_000 },
  'received: far behind': { job: (locale) => sampleJob('stems', locale), before: MOST_AHEAD },
  'received: next': { job: (locale) => sampleJob('stems', locale) },
  'input: a text': { job: at('speech', { stage: 'input' }) },
  'confirming: a voice': { job: voiceToConfirm },
  'confirming: no limit': { job: at('stems', { stage: 'confirming', sinceMs: NOW_MS }, QUOTED) },
  'submitting: outcome unknown': {
    job: at('speech', { stage: 'submitting', sinceMs: NOW_MS }, { money: MONEY['in-doubt'] }),
  },
  'watching: second part of a long text': {
    job: at(
      'speech',
      { stage: 'watching' },
      {
        ...HELD,
        submissions: [submission('speech', 'completed'), submission('speech', 'watching')],
      },
    ),
    percent: 10,
  },
  'watching: reply about to close': {
    job: at('stems', { stage: 'watching' }, HELD),
    percent: 80,
    isClosing: true,
  },
  'quoted: AudioPod doesn’t respond': { job: at('stems', { stage: 'quoted', isProviderDown: true }) },
  'completed: AudioPod doesn’t respond': {
    job: at('stems', { stage: 'completed', isProviderDown: true }, { money: MONEY.credits }),
  },
  'watching: key rejected': { job: at('stems', { stage: 'watching', isKeyRefused: true }, HELD) },
  'watching: own key rejected': {
    job: at('stems', { stage: 'watching', isKeyRefused: true }, { ...HELD, keyId: 'key' }),
  },
  'completed: one track, downloaded': {
    job: at('speech', { stage: 'completed', tracks: [sampleTrack('speech', 'fetched')] }),
  },
  'completed: some of several tracks ready': {
    job: at(
      'stems',
      {
        stage: 'completed',
        tracks: [
          sampleTrack('vocals', 'encoded'),
          sampleTrack('drums', 'encoded'),
          sampleTrack('bass', 'fetched'),
          sampleTrack('other', 'awaited'),
        ],
      },
      { money: MONEY.credits },
    ),
  },
  'completed: a voice': { job: at('clone', { stage: 'completed' }) },
  'watching: minutes left': { job: at('stems', { stage: 'watching' }, HELD), percent: 42, secondsLeft: 120 },
  'watching: one minute left': {
    job: at('stems', { stage: 'watching' }, HELD),
    percent: 70,
    secondsLeft: 60,
  },
  'watching: nearly done': { job: at('stems', { stage: 'watching' }, HELD), percent: 80, secondsLeft: 40 },
  'watching: late': { job: at('stems', { stage: 'watching', lateSinceMs: NOW_MS }, HELD), percent: 80 },
  canceling: { job: at('stems', { stage: 'input' }, { cancelRequested: true }) },
  'canceling: speech at AudioPod': {
    job: at('speech', { stage: 'watching' }, { ...HELD, cancelRequested: true }),
  },
};

/** Shows running jobs. */
export async function progress(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const [name, running] of Object.entries({ ...STAGES, ...UNUSUAL })) {
    shown.push(await exhibit(name, (locale) => panelsOf(running, locale)));
  }
  for (const service of SERVICES) {
    const running: Running = { job: at(service, { stage: 'watching' }, HELD), percent: 64 };
    shown.push(await exhibit(`watching: ${service}`, (locale) => panelsOf(running, locale)));
  }
  return {
    id: 'progress',
    title: 'Progress',
    about: 'What is read while a job runs, at every stage and for every service.',
    exhibits: shown,
  };
}

async function panelsOf(
  { job: make, percent, isClosing, ...estimates }: Running,
  locale: Locale,
): Promise<readonly Panel[]> {
  const job = make(locale);
  const shown = progressOf(job, estimates, percent);
  return [
    await webJob(job, { ...estimates, percent }),
    isClosing === true ? discordClosing(shown, locale) : discordProgress(shown, locale),
    slackProgress(shown, locale),
  ];
}

function at(
  service: Job['request']['service'],
  work: Work,
  change: Partial<Job> = {},
): (locale: Locale) => Job {
  return (locale) => sampleJob(service, locale, { work, ...change });
}
