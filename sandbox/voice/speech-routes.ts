import type PQueue from 'p-queue';
import type { RunFfmpeg } from '../audio/run-ffmpeg.ts';
import type { SpokenMemory } from '../dialogue/spoken-memory.ts';
import type { LinkMaker } from '../files/output-links.ts';
import { refuse, refuseField } from '../http/api-error.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job, progressOf, seconds } from '../jobs/job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { speechPriceCents } from '../wallet/prices.ts';
import type { Catalogue } from './catalogue.ts';
import { AUDIO_FORMATS, type AudioFormat, makeSpeech } from './make-speech.ts';
import { longestMs, typicalSeconds } from './speech-length.ts';
import type { CatalogVoice } from './voices.ts';

/** What the responses of a speech job report about its order. */
export interface SpeechDetails {
  readonly text: string;
  readonly voice: CatalogVoice;
  readonly language: string | null;
  readonly credits: number;
  readonly estimatedSeconds: number;
}

/** The dependencies of the speech endpoints. */
export interface SpeechDeps {
  readonly jobs: ServiceJobs<SpeechDetails>;
  readonly catalogue: Catalogue;
  readonly run: RunFfmpeg;
  readonly memory: SpokenMemory;
  /** Limits concurrent speech jobs. */
  readonly queue: PQueue;
  readonly links: LinkMaker;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

/** The guide's limit (AudioPod API notes 4.1); counted in code points, as the service's language does. */
const TEXT_MAX_CHARS = 5000;

/** Account credits per character (AudioPod API notes 8.8): the guide's example of 25 is 50 characters. */
const CREDITS_PER_CHARACTER = 0.5;

/** Both speech endpoints: the raw form endpoint and the SDK's JSON endpoint (AudioPod API notes 4.1, 4.2). */
export function speechRoutes(deps: SpeechDeps): readonly Route[] {
  return [
    {
      operation: 'voice.submit',
      method: 'post',
      path: `${API}/voice/voices/:voice/generate`,
      handle: (call) => {
        const voice = deps.catalogue.findReady(call.param('voice'), call.account);
        // The service accepts form fields on this endpoint and ignores those of a JSON body.
        if (call.form.isJson) throw refuseField('input_text', 'Field required', 'missing');
        const text = call.form.text('input_text') ?? call.form.text('text');
        checkGenerationParams(call.form.text('generation_params'));
        const job = submit(deps, call, voice, text, 'input_text');
        return { jobId: job.id, body: { ...submitBody(job), status: 'pending' } };
      },
    },
    {
      operation: 'voice.submit',
      method: 'post',
      path: `${API}/voice/tts/generate`,
      dialect: 'a',
      handle: (call) => {
        if (!call.form.isJson) throw refuseField('text', 'Field required', 'missing');
        const voice = deps.catalogue.findReady(call.form.text('voice_id') ?? '', call.account);
        const job = submit(deps, call, voice, call.form.text('text'), 'text');
        return { jobId: job.id, body: { id: job.id, ...submitBody(job), status: 'PENDING' } };
      },
    },
    {
      operation: 'voice.status',
      method: 'get',
      path: `${API}/voice/tts-jobs/:id/status`,
      handle: (call) => {
        const job = jobOr404(deps.jobs, call);
        return { body: { ...statusBody(deps, call, job), status: job.state.status.toLowerCase() } };
      },
    },
    {
      operation: 'voice.status',
      method: 'get',
      path: `${API}/voice/tts/status/:id`,
      dialect: 'a',
      handle: (call) => ({ body: statusBody(deps, call, jobOr404(deps.jobs, call)) }),
    },
  ];
}

function submit(
  deps: SpeechDeps,
  call: Call,
  voice: CatalogVoice,
  text: string | undefined,
  textField: string,
): Job<SpeechDetails> {
  if (text === undefined) throw refuseField(textField, 'Field required', 'missing');
  if (text.trim() === '') throw refuse(400, 'Text must not be empty');
  const characters = [...text].length;
  if (characters > TEXT_MAX_CHARS) throw refuse(400, `Text is longer than ${TEXT_MAX_CHARS} characters`);
  const speed = call.form.number('speed') ?? 1;
  if (speed < 0.25 || speed > 4) throw refuseField('speed', 'Input should be from 0.25 to 4', 'range');
  const format = audioFormat(call.form.text('audio_format'));
  const realMp3 = deps.settings.current.realMp3 || call.take('real-mp3') !== undefined;
  const estimatedSeconds = typicalSeconds(text, speed);
  const { speechBaseMs, speechPerSecondMs } = deps.timing;
  return deps.jobs.submit(
    {
      details: {
        text,
        voice,
        language: call.form.text('language') ?? null,
        credits: Math.ceil(characters * CREDITS_PER_CHARACTER),
        estimatedSeconds,
      },
      serviceType: 'text_to_speech',
      reserveCents: speechPriceCents(longestMs(text, speed)),
      workMs: speechBaseMs + speechPerSecondMs * estimatedSeconds,
      make: (dir, signal) => {
        const order = { text, voice, speed, format, realMp3 };
        return deps.queue.add(() => makeSpeech(deps, order, dir, signal), { signal });
      },
    },
    call,
  );
}

function audioFormat(given: string | undefined): AudioFormat {
  const format = AUDIO_FORMATS.find((known) => known === (given ?? 'mp3'));
  if (format === undefined) throw refuseField('audio_format', `Input should be ${AUDIO_FORMATS.join(', ')}`);
  return format;
}

function checkGenerationParams(text: string | undefined): void {
  if (text === undefined) return;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return;
  } catch {
    // Refused below, like JSON that is not an object.
  }
  throw refuse(400, 'generation_params must be a JSON object');
}

function submitBody({ id, details }: Job<SpeechDetails>) {
  return {
    job_id: id,
    credits_reserved: details.credits,
    message: 'queued',
    voice_id: details.voice.id,
    estimated_duration: details.estimatedSeconds,
  };
}

function statusBody(deps: SpeechDeps, call: Call, job: Job<SpeechDetails>) {
  const { id, state, details } = job;
  const { voice } = details;
  const completed = state.status === 'COMPLETED';
  return {
    id,
    job_type: 'single',
    status: state.status,
    progress: progressOf(state, null),
    output_url: Object.values(deps.links(call, job))[0] ?? null,
    output_path: completed ? `generated/${id}` : null,
    input_text: details.text,
    target_language: details.language ?? 'en',
    voice_info: { id: voice.id, name: voice.name, display_name: voice.displayName },
    estimated_duration: details.estimatedSeconds,
    credits_reserved: details.credits,
    total_duration: completed ? seconds(state.durationMs) : null,
    timestamps_url: null,
    ...errorFields(state),
    created_at: isoTime(job.createdMs),
    completed_at: completedAt(state),
  };
}
