import path from 'node:path';
import type PQueue from 'p-queue';
import { denoise, QUALITIES, type Quality, REDUCTION_DB } from '../audio/denoise.ts';
import { makeSong } from '../audio/song.ts';
import type { LinkMaker } from '../files/output-links.ts';
import { refuseField, refusePlan } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { type SoundDeps, type SoundSource, soundOf } from '../input/sound-source.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job, progressOf, seconds } from '../jobs/job.ts';
import { INPUT_NAME } from '../jobs/job-order.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { retryJob } from '../jobs/retry-job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import { cancelJob, removeJob } from '../jobs/stop-job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { denoisePriceCents } from '../wallet/prices.ts';

/** What the responses of a noise removal report about its order. */
export interface DenoiserDetails {
  readonly sound: SoundSource;
  readonly quality: Quality;
  readonly workMs: number;
}

/** The dependencies of the denoiser endpoints. */
export interface DenoiserDeps extends SoundDeps {
  readonly jobs: ServiceJobs<DenoiserDetails>;
  /** Limits concurrent noise removals. */
  readonly queue: PQueue;
  readonly links: LinkMaker;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

const DENOISER = `${API}/denoiser`;

/** Noise removal (AudioPod API notes 7). */
export function denoiserRoutes(deps: DenoiserDeps): readonly Route[] {
  return [
    {
      operation: 'denoiser.submit',
      method: 'post',
      path: `${DENOISER}/denoise`,
      handle: async (call) => {
        const job = await submit(deps, call);
        return { jobId: job.id, body: submitBody(job) };
      },
    },
    {
      operation: 'denoiser.job',
      method: 'get',
      path: `${DENOISER}/jobs/:id`,
      handle: (call) => ({ body: jobBody(deps, call, jobOr404(deps.jobs, call)) }),
    },
    {
      operation: 'denoiser.list',
      method: 'get',
      path: `${DENOISER}/jobs`,
      handle: (call) => ({
        body: listJobs(deps.jobs, call).jobs.map((job) => jobBody(deps, call, job)),
      }),
    },
    {
      operation: 'denoiser.retry',
      method: 'post',
      path: `${DENOISER}/jobs/:id/retry`,
      handle: (call) => ({ body: submitBody(retryJob(deps.jobs, call)) }),
    },
    {
      operation: 'denoiser.cancel',
      method: 'post',
      path: `${DENOISER}/jobs/:id/cancel`,
      handle: (call) => ({ body: submitBody(cancelJob(deps, jobOr404(deps.jobs, call))) }),
    },
    {
      operation: 'denoiser.delete',
      method: 'delete',
      path: `${DENOISER}/jobs/:id`,
      handle: async (call) => {
        await removeJob(deps, jobOr404(deps.jobs, call));
        return { status: 204 };
      },
    },
  ];
}

async function submit(deps: DenoiserDeps, call: Call): Promise<Job<DenoiserDetails>> {
  const plan = deps.settings.current.denoiser;
  if (plan !== 'allowed') throw refusePlan(plan);
  const quality = qualityOf(call.form);
  const sound = await soundOf(deps, call);
  const { durationMs } = sound;
  const costCents = denoisePriceCents(quality, durationMs);
  const workMs = deps.timing.denoiserBaseMs + (deps.timing.denoiserPerSecondMs * durationMs) / 1000;
  return deps.jobs.submit(
    {
      details: { sound, quality, workMs },
      serviceType: 'denoise',
      reserveCents: costCents,
      workMs,
      ...(sound.path !== undefined && { inputPath: sound.path }),
      make: async (dir, signal) => {
        const inputPath = path.join(dir, INPUT_NAME);
        const outputPath = path.join(dir, 'denoised.wav');
        const clean = async () => {
          if (sound.path === undefined) await makeSong(deps.run, inputPath, signal);
          await denoise(deps.run, { inputPath, outputPath, quality }, signal);
        };
        await deps.queue.add(clean, { signal });
        const output = {
          name: 'denoised',
          fileName: 'denoised.wav',
          path: outputPath,
          contentType: 'audio/wav',
        };
        return { outputs: [output], durationMs, costCents };
      },
    },
    call,
  );
}

/** Reads the quality, which has two field names (AudioPod API notes 7). */
function qualityOf(form: Form): Quality {
  const given = form.text('quality_mode') ?? form.text('mode') ?? 'balanced';
  const quality = QUALITIES.find((known) => known === given);
  if (quality === undefined) throw refuseField('quality_mode', `Input should be ${QUALITIES.join(', ')}`);
  return quality;
}

function submitBody({ id, state, details, createdMs }: Job<DenoiserDetails>) {
  const { sound } = details;
  return {
    id,
    status: state.status,
    progress: progressOf(state, 0),
    is_video: isVideo(sound),
    input_path: `up/${id}${path.extname(sound.name)}`,
    original_filename: sound.name,
    display_name: sound.name,
    task_id: `task-${id}`,
    created_at: isoTime(createdMs),
  };
}

function jobBody(deps: DenoiserDeps, call: Call, job: Job<DenoiserDetails>) {
  const { id, state, details } = job;
  const completed = state.status === 'COMPLETED';
  return {
    ...submitBody(job),
    output_url: deps.links(call, job)['denoised'] ?? null,
    output_path: completed ? `processed/${id}.wav` : null,
    video_output_url: null,
    stats: completed
      ? {
          noise_reduction_db: REDUCTION_DB[details.quality],
          processing_time: seconds(details.workMs),
          audio_duration: seconds(state.durationMs),
        }
      : null,
    ...errorFields(state),
    completed_at: completedAt(state),
  };
}

function isVideo(sound: SoundSource): boolean {
  return sound.kind === 'FILE' && sound.contentType.startsWith('video/');
}
