import { z } from 'zod';
import type { JobService } from '../../ports/provider-services.ts';
import { AudioPodError } from '../transport/audiopod-error.ts';
import { eitherRoute, type PathMemory, type Routes } from '../transport/either-path.ts';
import type { Transport } from '../transport/transport.ts';
import { list, readable } from '../transport/wire.ts';
import { listedJob, readJob } from './job-response.ts';

/** How one service wants its jobs to be asked for. */
export interface JobServiceOptions {
  /** Reads one job; `{id}` stands for its id. */
  readonly job: Routes;
  readonly jobs: Routes;
  readonly removal: Routes;
  /** Which of two routes there is, shared with the service's other calls where they move together. */
  readonly paths?: PathMemory;
  /** What the query calls the number of jobs to pass over (AudioPod API notes 1.4). Default `skip`. */
  readonly pageStart?: 'skip' | 'offset';
  /** What the single sound is called that the service makes; absent where it makes none. */
  readonly trackName?: string;
  /** For answers that may be longer than most. */
  readonly maxAnswerBytes?: number;
}

/** Reading, listing and deleting the jobs of one service, which is the same for all of them. */
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

/** What is already gone counts as removed: a repeated DELETE finds exactly that. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof AudioPodError && error.code === 'audiopod-not-found')) throw error;
  }
}
