import { conversation } from '../dialogue/conversation.ts';
import { hear } from '../dialogue/hear.ts';
import type { Said } from '../dialogue/said.ts';
import { readSpeakers, speakerLabel } from '../dialogue/speakers.ts';
import { speakingTimes } from '../dialogue/speaking-times.ts';
import type { SpokenMemory } from '../dialogue/spoken-memory.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { type SoundDeps, type SoundSource, soundOf } from '../input/sound-source.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job, progressOf, seconds, USER_ID } from '../jobs/job.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { retryJob } from '../jobs/retry-job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import { removeJob } from '../jobs/stop-job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { priceCents } from '../wallet/prices.ts';

/** What the responses of a diarization report about its order. */
export interface SpeakerDetails {
  readonly sound: SoundSource;
  readonly speakers: number;
  /** What was recognized; absent when samples take its place. */
  readonly heard?: readonly Said[];
}

/** The dependencies of the speaker endpoints. */
export interface SpeakerDeps extends SoundDeps {
  readonly jobs: ServiceJobs<SpeakerDetails>;
  readonly memory: SpokenMemory;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

const SPEAKER = `${API}/speaker`;
const JOB_TYPE = 'diarization';
const CENTS_PER_MINUTE = 20;

/** Speaker identification (AudioPod API notes 5). */
export function speakerRoutes(deps: SpeakerDeps): readonly Route[] {
  return [
    {
      operation: 'speaker.submit',
      method: 'post',
      path: `${SPEAKER}/diarize`,
      handle: async (call) => {
        const job = await submit(deps, call);
        return { jobId: job.id, body: submitBody(job) };
      },
    },
    {
      operation: 'speaker.job',
      method: 'get',
      path: `${SPEAKER}/jobs/:id`,
      handle: (call) => ({ body: readBody(jobOr404(deps.jobs, call)) }),
    },
    {
      operation: 'speaker.list',
      method: 'get',
      path: `${SPEAKER}/jobs`,
      handle: (call) => {
        const { query } = call;
        const type = query.get('job_type') ?? JOB_TYPE;
        const { jobs, total, hasMore } = listJobs(deps.jobs, call, { keeps: () => type === JOB_TYPE });
        return { body: { items: jobs.map(jobBody), hasMore, total } };
      },
    },
    {
      operation: 'speaker.retry',
      method: 'post',
      path: `${SPEAKER}/jobs/:id/retry`,
      handle: (call) => ({ body: submitBody(retryJob(deps.jobs, call)) }),
    },
    {
      operation: 'speaker.delete',
      method: 'delete',
      path: `${SPEAKER}/jobs/:id`,
      handle: async (call) => {
        await removeJob(deps, jobOr404(deps.jobs, call));
        return { status: 204 };
      },
    },
  ];
}

async function submit(deps: SpeakerDeps, call: Call): Promise<Job<SpeakerDetails>> {
  const { speakers } = readSpeakers(call.form);
  const sound = await soundOf(deps, call);
  const { durationMs } = sound;
  const heard = hear([sound], deps.memory);
  const costCents = priceCents(CENTS_PER_MINUTE, durationMs);
  return deps.jobs.submit(
    {
      details: { sound, speakers, ...(heard.length > 0 && { heard }) },
      serviceType: 'speaker_diarization',
      reserveCents: costCents,
      workMs: deps.timing.speakerBaseMs + (deps.timing.speakerPerSecondMs * durationMs) / 1000,
      make: async () => ({ outputs: [], durationMs, costCents }),
    },
    call,
  );
}

/** Returns a new job as PROCESSING at 0 even if it is waiting: the service reports an immediate start. */
function submitBody({ id, state, details, createdMs }: Job<SpeakerDetails>) {
  return {
    id,
    job_type: JOB_TYPE,
    status: state.status === 'PENDING' ? 'PROCESSING' : state.status,
    progress: progressOf(state, 0),
    filename: details.sound.name,
    task_id: `task-${id}`,
    user_id: USER_ID,
    created_at: isoTime(createdMs),
  };
}

function jobBody(job: Job<SpeakerDetails>) {
  const { state } = job;
  return {
    ...submitBody(job),
    ...errorFields(state),
    completed_at: completedAt(state),
  };
}

/** Returns a job read by itself, with its result; a list leaves the result out. */
function readBody(job: Job<SpeakerDetails>) {
  return { ...jobBody(job), ...(job.state.status === 'COMPLETED' ? resultOf(job) : { result: null }) };
}

/** Returns both published forms in one body (AudioPod API notes 5). */
function resultOf({ id, details }: Job<SpeakerDetails>) {
  const { sound, speakers, heard } = details;
  const said = heard ?? conversation({ durationMs: sound.durationMs, language: 'en', speakers });
  const times = speakingTimes(said);
  const turns = said.map(({ speaker, startMs, endMs, text }) => ({
    speaker: speakerLabel(speaker),
    text,
    start: seconds(startMs),
    end: seconds(endMs),
  }));
  return {
    segments: turns,
    result: {
      num_speakers: times.length,
      speakers: times.map(({ label, total_speaking_time }) => ({ label, total_speaking_time })),
      timeline: turns.map(({ start, end, speaker }) => ({ start, end, speaker })),
      rttm_path: `out/${id}.rttm`,
    },
    is_sample: heard === undefined,
  };
}
