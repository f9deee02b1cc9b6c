import { z } from 'zod';
import type { JobService } from '../../ports/provider-services.ts';
import { AudioPodError } from '../transport/audiopod-error.ts';
import { eitherRoute, type PathMemory, type Routes } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { list, readable } from '../transport/wire.ts';
import { listedJob, readJob } from './job-response.ts';

/** How to request the jobs of one service. */
export interface JobServiceOptions {
  /** Reads one job; `{id}` is replaced by its id. */
  readonly job: Routes;
  readonly jobs: Routes;
  readonly removal: Routes;
  /** Remembers which of two routes exists; shared with the service's other calls if they use the same one. */
  readonly paths?: PathMemory;
  /** The query parameter for the number of jobs to skip (AudioPod API notes 1.4). Default `skip`. */
  readonly pageStart?: 'skip' | 'offset';
  /** The name of the service's single track; absent if it makes no audio. */
  readonly trackName?: string;
  /** For responses that may be longer than usual. */
  readonly maxAnswerBytes?: number;
}

/** Creates the calls that read, list and delete jobs, which are the same for all services. */
export function createJobService(transport: Transport, options: JobServiceOptions): JobService {
  const { paths = {}, pageStart = 'skip', trackName, maxAnswerBytes } = options;

  return {
    job: (id, signal) =>
      eitherRoute(paths, options.job, (route) => {
        const call = { method: 'GET', route, values: { id }, charged: false, maxAnswerBytes } as const;
        return transport.ask(call, readJob(id, trackName), signal);
      }),

    async jobs({ skip, limit }, signal) {
      const query = { [pageStart]: skip, limit };
      const { entries } = await eitherRoute(paths, options.jobs, (route) => {
        const call = { method: 'GET', route, query, charged: false, maxAnswerBytes } as const;
        return transport.ask(call, list, signal);
      });
      return readable(entries, listedJob(trackName));
    },

    remove: (id, signal) =>
      unlessGone(
        eitherRoute(paths, options.removal, (route) => {
          const call = { method: 'DELETE', route, values: { id }, charged: false } as const;
          return transport.ask(call, z.unknown(), signal);
        }),
      ),
  };
}

/** Ignores a "not found" on removal: a repeated DELETE returns exactly that. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof AudioPodError && error.code === 'audiopod-not-found')) throw error;
  }
}
