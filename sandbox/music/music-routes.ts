import type PQueue from 'p-queue';
import type { LinkMaker } from '../files/output-links.ts';
import { ApiError, refuse } from '../http/api-error.ts';
import { API, type Call, type Route } from '../http/route.ts';
import type { SoundDeps } from '../input/sound-source.ts';
import { jobOr404 } from '../jobs/find-job.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { retryJob } from '../jobs/retry-job.ts';
import type { ServiceJobs } from '../jobs/service-jobs.ts';
import { removeJob } from '../jobs/stop-job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { Timing } from '../timing.ts';
import { musicPriceCents } from '../wallet/prices.ts';
import { GENRES } from './genres.ts';
import { makeMusic } from './make-music.ts';
import { jobBody, submitBody } from './music-bodies.ts';
import { type MusicDetails, readOrder } from './read-order.ts';
import { type MusicTask, TASKS } from './tasks.ts';

/** The dependencies of the music endpoints. */
export interface MusicDeps extends SoundDeps {
  readonly jobs: ServiceJobs<MusicDetails>;
  /** Limits concurrent pieces. */
  readonly queue: PQueue;
  readonly links: LinkMaker;
  readonly settings: SettingsHolder;
  readonly timing: Timing;
}

const MUSIC = `${API}/music`;

/** Music (AudioPod API notes 2). */
export function musicRoutes(deps: MusicDeps): readonly Route[] {
  const read = (call: Call) => {
    const job = jobOr404(deps.jobs, call);
    return { body: jobBody(job, deps.links(call, job)) };
  };
  return [
    ...TASKS.map((task) => taskRoute(deps, task)),
    {
      operation: 'music.job',
      method: 'get',
      path: `${MUSIC}/jobs/:id`,
      dialect: 'a',
      handle: (call) => {
        if (deps.settings.current.musicPlainRead) return read(call);
        throw new ApiError(405, { detail: 'Method Not Allowed' }, { Allow: 'DELETE, PATCH' });
      },
    },
    { operation: 'music.status', method: 'get', path: `${MUSIC}/jobs/:id/status`, handle: read },
    {
      operation: 'music.list',
      method: 'get',
      path: `${MUSIC}/jobs`,
      handle: (call) => {
        const { jobs, total } = listJobs(deps.jobs, call, { keeps: filterOf(call.query) });
        return {
          body: jobs.map((job) => jobBody(job, deps.links(call, job))),
          headers: { 'X-Total-Count': String(total) },
        };
      },
    },
    {
      operation: 'music.retry',
      method: 'post',
      path: `${MUSIC}/jobs/:id/retry`,
      handle: (call) => ({ body: submitBody(retryJob(deps.jobs, call)) }),
    },
    {
      operation: 'music.delete',
      method: 'delete',
      path: `${MUSIC}/jobs/:id`,
      handle: async (call) => {
        await removeJob(deps, jobOr404(deps.jobs, call));
        return { body: { message: 'Job deleted' } };
      },
    },
    {
      operation: 'music.presets',
      method: 'get',
      path: `${MUSIC}/presets`,
      handle: () => ({
        body: {
          genre_presets: Object.fromEntries([...GENRES].map(([name, { prompt }]) => [name, { prompt }])),
        },
      }),
    },
  ];
}

function taskRoute(deps: MusicDeps, task: MusicTask): Route {
  return {
    operation: 'music.submit',
    method: 'post',
    path: `${MUSIC}/${task.name}`,
    handle: async (call) => {
      if (task.name === 'songbloom' && !deps.settings.current.songbloom) throw refuse(404, 'Not Found');
      const details = await readOrder(task, deps, call);
      const job = submit(deps, details, call);
      return { jobId: job.id, body: submitBody(job) };
    },
  };
}

function submit(deps: MusicDeps, details: MusicDetails, call: Call) {
  const { durationMs, source } = details;
  const costCents = musicPriceCents(durationMs, details.premium);
  return deps.jobs.submit(
    {
      details,
      serviceType: 'music_generation',
      reserveCents: costCents,
      workMs: deps.timing.musicBaseMs + (deps.timing.musicPerSecondMs * durationMs) / 1000,
      ...(source && { inputPath: source.path }),
      make: async (dir, signal) => {
        const outputs = await deps.queue.add(() => makeMusic(deps.run, details, dir, signal), { signal });
        return { outputs, durationMs, costCents };
      },
    },
    call,
  );
}

/**
 * Returns the list's own filters: the task, and a text in the name or the prompt (AudioPod API notes 2.5).
 */
function filterOf(query: URLSearchParams): (job: { readonly details: MusicDetails }) => boolean {
  const task = query.get('task');
  const search = query.get('search')?.toLowerCase() ?? '';
  return ({ details }) =>
    (task === null || details.task.name === task) &&
    `${details.displayName ?? ''}\n${details.prompt}`.toLowerCase().includes(search);
}
