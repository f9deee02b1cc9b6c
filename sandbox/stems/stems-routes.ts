import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Separator } from '../audio/separate.ts';
import { makeSong } from '../audio/song.ts';
import type { LinkMaker } from '../files/output-links.ts';
import { refuse, refuseField } from '../http/api-error.ts';
import type { Form } from '../http/form.ts';
import { readPage } from '../http/paging.ts';
import { API, type Call, type Route } from '../http/route.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { completedAt, errorFields, isoTime, type Job } from '../jobs/job.ts';
import { INPUT_NAME, type Made, type ServiceJobs } from '../jobs/service-jobs.ts';
import type { Timing } from '../timing.ts';
import { stemPriceCents } from '../wallet/prices.ts';
import { MODES, QUALITY_SCORES, stemsOf } from './modes.ts';
import { linkedSong, type SongDeps, type SongSource, uploadedSong } from './song-source.ts';

/** What a separation's answers tell about its order. */
export interface StemsDetails {
  readonly mode: string;
  readonly song: SongSource;
}

/** What the stem endpoints work with. */
export interface StemsDeps extends SongDeps {
  readonly jobs: ServiceJobs<StemsDetails>;
  readonly separator: Separator;
  readonly links: LinkMaker;
  readonly timing: Timing;
}

const STEMS = `${API}/stem-extraction`;

/** Stem separation (AudioPod API notes 3). */
export function stemsRoutes(deps: StemsDeps): readonly Route[] {
  const read = (call: Call) => ({ body: statusBody(deps, call, jobOr404(deps.jobs, call.param('id'))) });
  return [
    {
      operation: 'stems.submit',
      method: 'post',
      path: `${STEMS}/api/extract`,
      handle: async (call) => {
        const job = await submit(deps, call);
        return { jobId: job.id, body: statusBody(deps, call, job) };
      },
    },
    { operation: 'stems.status', method: 'get', path: `${STEMS}/status/:id`, handle: read },
    { operation: 'stems.job', method: 'get', path: `${STEMS}/jobs/:id`, handle: read },
    {
      operation: 'stems.list',
      method: 'get',
      path: `${STEMS}/jobs`,
      handle: (call) => {
        const { skip, limit } = readPage(call.query);
        const status = call.query.get('status')?.toUpperCase();
        const wanted = deps.jobs.all.filter((job) => status === undefined || job.state.status === status);
        return { body: wanted.slice(skip, skip + limit).map((job) => statusBody(deps, call, job)) };
      },
    },
    {
      operation: 'stems.delete',
      method: 'delete',
      path: `${STEMS}/jobs/:id`,
      handle: async (call) => {
        await deps.jobs.remove(jobOr404(deps.jobs, call.param('id')).id);
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

async function submit(deps: StemsDeps, call: Call): Promise<Job<StemsDetails>> {
  const { form } = call;
  const mode = form.text('mode') ?? 'four';
  const single = form.text('stem');
  const stems = stemsOf(mode, single);
  if (stems === undefined) {
    if (mode !== 'single') throw refuseField('mode', 'Unknown mode');
    throw refuse(400, single === undefined ? 'stem is required when mode is single' : 'Unknown stem');
  }
  const song = await songOf(deps, form, call.origin);
  const priceCents = stemPriceCents(mode, song.durationMs);
  return deps.jobs.submit(
    {
      details: { mode, song },
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

function songOf(deps: StemsDeps, form: Form, origin: string): Promise<SongSource> {
  const upload = form.upload('file');
  const url = form.text('url');
  if ((upload === undefined) === (url === undefined)) throw refuse(400, 'Provide exactly one of file or url');
  return upload === undefined ? linkedSong(deps, url ?? '', origin) : uploadedSong(deps, upload);
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
    input_path: song.name === null ? null : `in/${id}/${song.name}`,
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
