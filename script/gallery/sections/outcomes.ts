import type { Job, Work } from '../../../src/core/model/job/job.ts';
import type { Segment } from '../../../src/core/model/job/provider-job.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Service } from '../../../src/core/model/service.ts';
import { speakerName } from '../../../src/core/text/speaker-name.ts';
import { excerptOf, spokenLines } from '../../../src/core/text/spoken.ts';
import { discordOutcome } from '../draw/discord.ts';
import { outcomePanels } from '../draw/panels.ts';
import { type Exhibit, exhibit, exhibits, type Section } from '../exhibit.ts';
import { doneJob, MONEY, soundFile, submission, textFile } from '../sample/jobs.ts';
import { peaksOf, sampleTurns, timelineOf, waveformOf } from '../sample/pictures.ts';
import { musicSamples, type Sample, sampleRequest } from '../sample/requests.ts';

type Encoded = Extract<Work, { readonly stage: 'encoded' }>;
type Make = (locale: Locale) => Promise<Job>;

const FOUR = ['vocals', 'drums', 'bass', 'other'];
const SIXTEEN =
  'vocals backing_vocals kick snare hihat cymbals toms percussion bass sub_bass guitar piano synth strings wind other'.split(
    ' ',
  );

/** A good result of each service. */
const DONE: Readonly<Record<Service, Make>> = {
  speech: (locale) => soundJob(sampleRequest('speech', locale), locale, ['speech']),
  stems: (locale) =>
    soundJob(sampleRequest('stems', locale), locale, FOUR, {
      submissions: [
        { ...submission('stems', 'completed'), qualityScores: { vocals: 0.94, drums: 0.91, bass: 0.88 } },
      ],
    }),
  music: (locale) => soundJob(sampleRequest('music', locale), locale, ['music']),
  denoise: (locale) =>
    soundJob(sampleRequest('denoise', locale), locale, ['denoised'], {
      input: {
        kind: 'file',
        path: '',
        durationMs: 187_000,
        sizeBytes: 1,
        extension: 'm4a',
        mimeType: 'audio/mp4',
        peaks: [0],
      },
    }),
  transcription: async (locale) => {
    const sample = sampleRequest('transcription', locale);
    const segments = talk(locale);
    return wordsJob(sample, locale, { excerpt: excerptOf(segments), speakers: 2 }, ['srt']);
  },
  diarization: async (locale) => {
    const sample = sampleRequest('diarization', locale);
    const picture = await timelineOf(sampleTurns(3, locale));
    const extra = { excerpt: spokenLines(talk(locale)).slice(0, 2).join('\n'), speakers: 3, picture };
    return wordsJob(sample, locale, extra, ['txt', 'srt', 'json']);
  },
  clone: async (locale) => wordsJob(sampleRequest('clone', locale), locale, {}, []),
};

/** Unusual results. */
const UNUSUAL: Readonly<Record<string, Make>> = {
  'stems: one': (locale) => {
    const { title, request } = sampleRequest('stems', locale);
    const one =
      request.service === 'stems' ? ({ ...request, mode: 'single', stem: 'vocals' } as const) : request;
    return soundJob({ title, request: one }, locale, ['vocals']);
  },
  'stems: sixteen, in several messages': (locale) =>
    soundJob(sampleRequest('stems', locale), locale, SIXTEEN),
  'stems: one missing': async (locale) => {
    const job = await soundJob(sampleRequest('stems', locale), locale, FOUR.slice(1));
    if (job.work.stage !== 'encoded') return job;
    const missing = [{ name: 'vocals', failure: { code: 'result-damaged', facts: {} } }] as const;
    return { ...job, work: { ...job.work, missing } };
  },
  'reduced bitrate': (locale) =>
    soundJob(sampleRequest('speech', locale), locale, ['speech'], {}, { bitrateKbps: 64 }),
  'numbered parts': async (locale) => {
    const job = await soundJob(sampleRequest('music', locale), locale, ['music']);
    if (job.work.stage !== 'encoded') return job;
    const [file] = job.work.files;
    const files = file === undefined ? [] : [1, 2].map((part) => ({ ...file, part, parts: 2 }));
    return { ...job, work: { ...job.work, files } };
  },
  'speech: a text file in another encoding': (locale) =>
    soundJob(sampleRequest('speech', locale), locale, ['speech'], {
      input: { kind: 'text', text: '', encoding: 'Windows-1252' },
    }),
  'long speech, made in parts': (locale) => {
    const part = submission('speech', 'completed');
    return soundJob(sampleRequest('speech', locale), locale, ['speech'], { submissions: [part, part] });
  },
  'diarization: one speaker': async (locale) => {
    const picture = await timelineOf(sampleTurns(1, locale));
    return wordsJob(sampleRequest('diarization', locale), locale, { speakers: 1, picture }, ['txt']);
  },
  'transcription: sample': (locale) =>
    wordsJob(sampleRequest('transcription', locale), locale, { isSample: true }, ['txt']),
  'diarization: sample': async (locale) => {
    const picture = await timelineOf(sampleTurns(2, locale));
    return wordsJob(sampleRequest('diarization', locale), locale, { speakers: 2, picture, isSample: true }, [
      'txt',
    ]);
  },
  'cost: overshoot': (locale) =>
    soundJob(sampleRequest('speech', locale), locale, ['speech'], { money: MONEY.overshoot }),
  'stopped until the bot owner decides': async (locale) =>
    doneJob(sampleRequest('stems', locale), locale, NOTHING, {
      work: { stage: 'watching' },
      money: MONEY.held,
      isParked: true,
    }),
  canceled: async (locale) =>
    doneJob(sampleRequest('stems', locale), locale, NOTHING, {
      work: { stage: 'cancelled' },
      money: MONEY.released,
    }),
  'canceled: finished at AudioPod': async (locale) =>
    doneJob(sampleRequest('stems', locale), locale, NOTHING, { work: { stage: 'cancelled' } }),
  'canceled: charged for parts': async (locale) =>
    doneJob(sampleRequest('speech', locale), locale, NOTHING, {
      work: { stage: 'cancelled' },
      submissions: [submission('speech', 'completed'), submission('speech', 'cancelled')],
    }),
  'canceled: charge unknown': async (locale) =>
    doneJob(sampleRequest('stems', locale), locale, NOTHING, {
      work: { stage: 'cancelled' },
      money: MONEY['in-doubt'],
      submissions: [submission('stems', 'cancelled')],
    }),
  'canceled: not confirmed': async (locale) =>
    doneJob(sampleRequest('stems', locale), locale, NOTHING, {
      work: { stage: 'cancelled', reason: 'not-confirmed' },
      money: MONEY.none,
    }),
};

const NOTHING: Encoded = { stage: 'encoded', files: [], documents: [] };

/** Shows results, one of each kind, as they are posted. */
export async function outcomes(): Promise<Section> {
  const draw = async (make: Make, locale: Locale) => outcomePanels(await make(locale));
  return {
    id: 'outcomes',
    title: 'Results',
    about: 'What is posted when a job is done or was canceled: message, files, picture, buttons.',
    exhibits: [
      ...(await exhibits(DONE, draw)),
      ...(await musicTasks()),
      ...(await exhibits(UNUSUAL, draw)),
      await exhibit('speech: voice message', async (locale) => [discordOutcome(await voiceJob(locale))]),
    ],
  };
}

async function musicTasks(): Promise<readonly Exhibit[]> {
  const shown: Exhibit[] = [];
  for (const [index, { request }] of musicSamples('en').entries()) {
    const ofTask = async (locale: Locale) => {
      const sample = musicSamples(locale)[index];
      return sample === undefined ? [] : outcomePanels(await soundJob(sample, locale, ['music']));
    };
    shown.push(await exhibit(`music: ${request.task}`, ofTask));
  }
  return shown;
}

async function soundJob(
  sample: Sample,
  locale: Locale,
  names: readonly string[],
  change: Partial<Job> = {},
  file: Parameters<typeof soundFile>[2] = {},
): Promise<Job> {
  const hasBefore = change.input !== undefined;
  const picture = await waveformOf(hasBefore ? ['before', ...names] : names, locale);
  const files = names.map((name) => soundFile(sample, name, file));
  return doneJob(sample, locale, { stage: 'encoded', files, documents: [], picture }, change);
}

/** Only Discord has voice messages. */
async function voiceJob(locale: Locale): Promise<Job> {
  const job = await soundJob(sampleRequest('speech', locale), locale, ['speech']);
  if (job.work.stage !== 'encoded') return job;
  const voice = { path: '', sizeBytes: 90_000, durationMs: 12_000, peaks: peaksOf(0) };
  return { ...job, work: { ...job.work, voice } };
}

async function wordsJob(
  sample: Sample,
  locale: Locale,
  extra: Partial<Encoded>,
  extensions: readonly string[],
): Promise<Job> {
  const documents = extensions.map((extension) => textFile(sample, extension));
  return doneJob(sample, locale, { ...NOTHING, documents, ...extra });
}

function talk(locale: Locale): readonly Segment[] {
  const said =
    locale === 'en'
      ? ['Morning. Shall we begin with the release?', 'Yes: it is out on Friday, *if* the tests are green.']
      : ['早上好，先说发布的事？', '好，测试都通过的话，周五发布。'];
  return said.map((text, index) => ({
    startSeconds: index * 4,
    endSeconds: index * 4 + 3.5,
    text,
    speaker: speakerName(locale, `SPEAKER_0${index}`),
  }));
}
