import { BotError } from '../../src/core/model/errors.ts';
import type { ProviderJob } from '../../src/core/model/job/provider-job.ts';
import type { Service } from '../../src/core/model/service.ts';
import type { StatusSource } from '../../src/core/watcher/status-source.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One request the simulated service received. */
export interface SimulatedRead {
  readonly atMs: number;
  readonly kind: 'single' | 'list';
  /** The job's id, or how many entries the page skipped. */
  readonly of: string | number;
}

interface SimulatedJob {
  readonly id: string;
  readonly submittedAtMs: number;
  readonly endsAtMs: number;
  readonly endsAs: ProviderJob['state'];
}

/** A service whose jobs end at set times, on virtual time. It replaces the network. */
export interface SimulatedService {
  readonly source: StatusSource;
  readonly reads: SimulatedRead[];
  /** Starts a job that ends `tookMs` from now, and returns its id. Ids count upwards. */
  submit(tookMs: number, endsAs?: ProviderJob['state']): string;
  /** Removes a job, as if it had been deleted. */
  remove(id: string): void;
  /** Leaves a job out of the list, although it can still be read by itself. */
  hide(id: string): void;
  /** Called before each response; an error it throws goes to the reader. */
  fault: (read: SimulatedRead) => void;
}

/** Creates a simulated service. With `listHasLinks` false, list entries have no links. */
export function createSimulatedService(
  clock: VirtualClock,
  options: {
    readonly latencyMs?: number;
    readonly list?: boolean;
    readonly listHasLinks?: boolean;
    readonly pageLimit?: number;
  } = {},
): SimulatedService {
  const { latencyMs = 100, list = true, listHasLinks = true, pageLimit = 100 } = options;
  const jobs = new Map<string, SimulatedJob>();
  const hidden = new Set<string>();
  const reads: SimulatedRead[] = [];
  let lastId = 1_000;

  function describe(job: SimulatedJob, withLinks: boolean): ProviderJob {
    const over = clock.now() >= job.endsAtMs;
    const state = over ? job.endsAs : 'processing';
    const outputs =
      state === 'completed' && withLinks ? [{ name: 'vocals', url: 'https://media.test/a.wav' }] : [];
    return { id: job.id, state, outputs, createdAtMs: job.submittedAtMs };
  }

  async function answer<T>(
    kind: SimulatedRead['kind'],
    of: string | number,
    signal: AbortSignal,
    look: () => T,
  ): Promise<T> {
    const read: SimulatedRead = { atMs: clock.now(), kind, of };
    reads.push(read);
    await clock.sleep(latencyMs / 2, signal);
    service.fault(read);
    const found = look();
    await clock.sleep(latencyMs / 2, signal);
    return found;
  }

  const source: StatusSource = {
    job: (id, signal) =>
      answer('single', id, signal, () => {
        const job = jobs.get(id);
        if (job === undefined) throw new BotError('audiopod-not-found', 'No such job');
        return describe(job, true);
      }),
    ...(list && {
      jobs: ({ skip, limit }, signal) =>
        answer('list', skip, signal, () =>
          [...jobs.values()]
            .filter((job) => !hidden.has(job.id))
            .toReversed()
            .slice(skip, skip + Math.min(limit, pageLimit))
            .map((job) => describe(job, listHasLinks)),
        ),
    }),
  };

  const service: SimulatedService = {
    source,
    reads,
    submit(tookMs, endsAs = 'completed') {
      lastId += 1;
      const id = String(lastId);
      jobs.set(id, { id, submittedAtMs: clock.now(), endsAtMs: clock.now() + tookMs, endsAs });
      return id;
    },
    remove: (id) => {
      jobs.delete(id);
    },
    hide: (id) => {
      hidden.add(id);
    },
    fault: () => {},
  };
  return service;
}

/** Returns the two kinds of service to watch: with a list, as most have one, and without. */
export function sourcesOf(
  listed: StatusSource,
  speech: StatusSource,
): Readonly<Record<Service, StatusSource>> {
  const others = { music: listed, transcription: listed, diarization: listed, denoise: listed };
  return { stems: listed, speech, clone: speech, ...others };
}
