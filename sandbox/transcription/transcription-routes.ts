import type { SpokenMemory } from '../dialogue/spoken-memory.ts';
import { refuse } from '../http/api-error.ts';
import { type Answer, API, type Call, type Route } from '../http/route.ts';
import type { SoundDeps } from '../input/sound-source.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job, progressOf, seconds } from '../jobs/job.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import { removeJob } from '../jobs/stop-job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { priceCents } from '../wallet/prices.ts';
import { CONTENT_TYPES, isTextFormat, writeDocument } from './documents.ts';
import { readOrder, type TranscriptionDetails } from './read-order.ts';
import { CONFIDENCE, detectedLanguage, saidIn, segmentsOf, transcriptBody } from './transcript.ts';

/** The dependencies of the transcription endpoints. */
export interface TranscriptionDeps extends SoundDeps {
  readonly jobs: ServiceJobs<TranscriptionDetails>;
  readonly memory: SpokenMemory;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

/** Wallet price, and the account credits in responses (AudioPod API notes 8.8). */
const CENTS_PER_MINUTE = 1;
const CREDITS_PER_MINUTE = 220;

/** Transcription, in both dialects over the same jobs (AudioPod API notes 6). */
export function transcriptionRoutes(deps: TranscriptionDeps): readonly Route[] {
  return [...routesUnder(deps, 'a', `${API}/transcribe`), ...routesUnder(deps, 'b', `${API}/transcription`)];
}

function routesUnder(deps: TranscriptionDeps, dialect: 'a' | 'b', root: string): readonly Route[] {
  const submitted = (call: Call) => submit(deps, call);
  const read = (call: Call) => ({ body: readBody(jobOr404(deps.jobs, call)) });
  const transcript = (call: Call) => transcriptOf(jobOr404(deps.jobs, call), call);
  const routes: readonly Omit<Route, 'dialect'>[] = [
    { operation: 'transcription.submit', method: 'post', path: `${root}/transcribe`, handle: submitted },
    {
      operation: 'transcription.submit',
      method: 'post',
      path: `${root}/transcribe-upload`,
      handle: submitted,
    },
    { operation: 'transcription.job', method: 'get', path: `${root}/jobs/:id`, handle: read },
    {
      operation: 'transcription.transcript',
      method: 'get',
      path: `${root}/jobs/:id/transcript`,
      handle: transcript,
    },
    {
      operation: 'transcription.list',
      method: 'get',
      path: `${root}/jobs`,
      handle: (call) => ({ body: listJobs(deps.jobs, call, { from: 'offset' }).jobs.map(jobBody) }),
    },
    {
      operation: 'transcription.delete',
      method: 'delete',
      path: `${root}/jobs/:id`,
      handle: async (call) => {
        await removeJob(deps, jobOr404(deps.jobs, call));
        return { status: 204 };
      },
    },
    // Additional names in the current documentation for the same reads (AudioPod API notes 6.3).
    ...(dialect === 'b'
      ? ([
          { operation: 'transcription.job', method: 'get', path: `${root}/status/:id`, handle: read },
          {
            operation: 'transcription.transcript',
            method: 'get',
            path: `${root}/transcript/:id`,
            handle: transcript,
          },
        ] as const)
      : []),
  ];
  return routes.map((route) => ({ ...route, dialect }));
}

async function submit(deps: TranscriptionDeps, call: Call): Promise<Answer> {
  const details = await readOrder(deps, call);
  const { durationMs } = details;
  const costCents = priceCents(CENTS_PER_MINUTE, durationMs);
  const { transcriptionBaseMs, transcriptionPerSecondMs } = deps.timing;
  const job = deps.jobs.submit(
    {
      details,
      serviceType: 'transcription',
      reserveCents: costCents,
      workMs: transcriptionBaseMs + (transcriptionPerSecondMs * durationMs) / 1000,
      make: async () => ({ outputs: [], durationMs, costCents }),
    },
    call,
  );
  const { task_id, status, estimated_credits, source_urls } = jobBody(job);
  const estimated_duration = seconds(durationMs);
  return {
    jobId: job.id,
    body: {
      id: job.id,
      job_id: job.id,
      task_id,
      status,
      message: 'queued',
      estimated_credits,
      estimated_duration,
      source_urls,
    },
  };
}

function jobBody(job: Job<TranscriptionDetails>) {
  const { id, state, details } = job;
  const { sources, speakers, durationMs } = details;
  const completed = state.status === 'COMPLETED';
  return {
    id,
    status: state.status,
    progress: progressOf(state, null),
    source_urls: sources.map((source) => (source.kind === 'URL' ? source.url : `in/${id}/${source.name}`)),
    language: details.language,
    model_type: null,
    enable_speaker_diarization: details.diarizes,
    min_speakers: speakers.min,
    max_speakers: speakers.max,
    transcript_path: completed ? `transcripts/${id}.json` : null,
    total_duration: completed ? seconds(durationMs) : null,
    detected_language: completed ? detectedLanguage(details) : null,
    confidence_score: completed ? CONFIDENCE : null,
    estimated_credits: Math.ceil((CREDITS_PER_MINUTE * durationMs) / 60_000),
    display_name: sources[0]?.name ?? null,
    ...errorFields(state),
    task_id: `task-${id}`,
    created_at: isoTime(job.createdMs),
    completed_at: completedAt(state),
  };
}

/**
 * Returns a job read by itself, with its segments, as in the guide; a list leaves them out (AudioPod API
 * notes 6.3).
 */
function readBody(job: Job<TranscriptionDetails>) {
  const { state, details } = job;
  return {
    ...jobBody(job),
    ...(state.status === 'COMPLETED' && {
      segments: segmentsOf(details, saidIn(details)),
      is_sample: details.heard === undefined,
    }),
  };
}

/**
 * Returns the transcript of a finished job; the refusal for an unfinished one is not documented (AudioPod API
 * notes 6.4).
 */
function transcriptOf({ id, state, details }: Job<TranscriptionDetails>, { query }: Call): Answer {
  if (state.status !== 'COMPLETED') throw refuse(409, 'The transcript is not ready');
  const format = query.get('format') ?? 'json';
  if (format === 'json') return { body: transcriptBody(id, details) };
  if (!isTextFormat(format)) throw refuse(400, 'Unknown format');
  return {
    text: writeDocument(format, saidIn(details), details.diarizes),
    contentType: CONTENT_TYPES[format],
  };
}
