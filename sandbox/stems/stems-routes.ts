import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Separator } from '../audio/separate.ts';
import { makeSong } from '../audio/song.ts';
import type { LinkMaker } from '../files/output-links.ts';
import { refuse, refuseField, refusePlan } from '../http/api-error.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { type SoundDeps, type SoundSource, soundOf } from '../input/sound-source.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job } from '../jobs/job.ts';
import { INPUT_NAME, type Made } from '../jobs/job-order.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import { removeJob } from '../jobs/stop-job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { stemPriceCents } from '../wallet/prices.ts';
import { MODES, namedStems, PREMIUM_MODES, QUALITY_SCORES, stemsOf } from './modes.ts';

/** What the responses of a separation report about its order. */
export interface StemsDetails {
  readonly song: SoundSource;
}

/** The dependencies of the stem endpoints. */
export interface StemsDeps extends SoundDeps {
  readonly jobs: ServiceJobs<StemsDetails>;
  readonly separator: Separator;
  readonly links: LinkMaker;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

const STEMS = `${API}/stem-extraction`;
const DEFAULT_TYPES = 'vocals, drums, bass, other';

/** Stem separation (AudioPod API notes 3). */
export function stemsRoutes(deps: StemsDeps): readonly Route[] {
  const read = (call: Call) => ({ body: statusBody(deps, call, jobOr404(deps.jobs, call)) });
  const submitted = async (call: Call, stems: readonly string[]) => {
    const job = await submit(deps, call, stems);
    return { jobId: job.id, body: statusBody(deps, call, job) };
  };
  return [
    {
      operation: 'stems.submit',
      method: 'post',
      path: `${STEMS}/api/extract`,
      handle: (call) => submitted(call, stemsOrdered(deps, call)),
    },
    {
      operation: 'stems.submit',
      method: 'post',
      path: `${STEMS}/extract`,
      dialect: 'b',
      handle: (call) => submitted(call, stemsNamed(call)),
    },
    { operation: 'stems.status', method: 'get', path: `${STEMS}/status/:id`, handle: read },
    { operation: 'stems.job', method: 'get', path: `${STEMS}/jobs/:id`, handle: read },
    {
      operation: 'stems.list',
      method: 'get',
      path: `${STEMS}/jobs`,
      handle: (call) => {
        const { jobs } = listJobs(deps.jobs, call);
        return { body: jobs.map((job) => statusBody(deps, call, job)) };
      },
    },
    {
      operation: 'stems.delete',
      method: 'delete',
      path: `${STEMS}/jobs/:id`,
      handle: async (call) => {
        await removeJob(deps, jobOr404(deps.jobs, call));
        return { status: 204 };
      },
    },
    {
      operation: 'stems.modes',
      method: 'get',
      path: `${STEMS}/modes`,
      open: true,
      handle: () => ({ body: { modes: MODES } }),
    },
  ];
}

/** @throws {ApiError} 400 or 422 for an unknown mode or stem, 402 or 403 for one of a higher plan. */
function stemsOrdered({ settings }: StemsDeps, { form }: Call): readonly string[] {
  const mode = form.text('mode') ?? 'four';
  const single = form.text('stem');
  const stems = stemsOf(mode, single);
  if (stems === undefined) {
    if (mode !== 'single') throw refuseField('mode', 'Unknown mode');
    throw refuse(400, single === undefined ? 'stem is required when mode is single' : 'Unknown stem');
  }
  const { premiumStems } = settings.current;
  if (PREMIUM_MODES.has(mode) && premiumStems !== 'allowed') throw refusePlan(premiumStems);
  return stems;
}

/** @throws {ApiError} 422 for an unknown stem. */
function stemsNamed({ form }: Call): readonly string[] {
  const stems = namedStems(form.text('stem_types') ?? DEFAULT_TYPES, form.text('two_stems_mode'));
  if (stems === undefined) throw refuseField('stem_types', 'Unknown stem');
  return stems;
}

async function submit(deps: StemsDeps, call: Call, stems: readonly string[]): Promise<Job<StemsDetails>> {
  const song = await soundOf(deps, call);
  const priceCents = stemPriceCents(song.durationMs);
  return deps.jobs.submit(
    {
      details: { song },
      serviceType: 'stem_extraction',
      reserveCents: priceCents,
      workMs: deps.timing.stemsBaseMs + (deps.timing.stemsPerSecondMs * song.durationMs) / 1000,
      ...(song.path !== undefined && { inputPath: song.path }),
      make: async (dir, signal): Promise<Made> => {
        const input = path.join(dir, INPUT_NAME);
        if (song.path === undefined) await makeSong(deps.run, input, signal);
        const outputs = await deps.separator.separate(input, stems, dir, signal);
        await rm(input);
        return { outputs, durationMs: song.durationMs, costCents: priceCents };
      },
    },
    call,
  );
}

function statusBody(deps: StemsDeps, call: Call, job: Job<StemsDetails>) {
  const { id, state } = job;
  const { song } = job.details;
  const urls = deps.links(call, job);
  const stems = Object.keys(urls);
  const completed = state.status === 'COMPLETED';
  return {
    id,
    status: state.status,
    source_type: song.kind,
    input_path: song.kind === 'URL' ? null : `in/${id}/${song.name}`,
    stem_paths: completed ? Object.fromEntries(stems.map((stem) => [stem, `stems/${id}/${stem}.wav`])) : null,
    download_urls: completed ? urls : null,
    quality_scores: completed ? scoresOf(stems) : null,
    ...errorFields(state),
    task_id: `task-${id}`,
    created_at: isoTime(job.createdMs),
    completed_at: completedAt(state),
  };
}

function scoresOf(stems: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...QUALITY_SCORES].filter(([stem]) => stems.includes(stem)));
}
