import type { Clock } from '../clock.ts';
import { BotError } from '../errors.ts';
import { StaleJobError, type Store } from '../store/store.ts';
import { isWorkOver, type Job } from './job.ts';
import { newJob, stamp } from './new-job.ts';
import type { Origin } from './origin.ts';
import type { JobRequest } from './request.ts';

/** What a member can do with jobs. A member sees their own jobs of the place they ask from, and no others. */
export interface JobDesk {
  /** Puts a job on record; from here on it is carried through, whatever happens to the process. */
  start(request: JobRequest, title: string, origin: Origin): Promise<Job>;
  list(origin: Origin, limit: number): Promise<readonly Job[]>;
  /** @throws {BotError} `job-unknown`, `job-not-yours`. */
  find(id: string, origin: Origin): Promise<Job>;
  /**
   * Posts the result again, to where it is asked from; fetches it from AudioPod anew when the files are gone.
   *
   * @throws {BotError} `job-not-finished`, `job-no-result` and what {@link find} throws.
   */
  fetch(id: string, origin: Origin): Promise<Job>;
  /** @throws {BotError} `job-already-over`, `job-too-late-to-cancel` and what {@link find} throws. */
  cancel(id: string, origin: Origin): Promise<Job>;
  /** Starts a new job that asks the same. */
  retry(id: string, origin: Origin): Promise<Job>;
}

/** A desk over the store. `onChange` wakes the engine. */
export function createJobDesk(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onChange: () => void;
}): JobDesk {
  const { store, clock, onChange } = parts;

  const find = async (id: string, origin: Origin): Promise<Job> => {
    const job = await store.jobs.get(id);
    if (job === undefined || job.origin.tenant !== origin.tenant) {
      throw new BotError('job-unknown', 'No such job in this tenant', { facts: { job: id.slice(0, 40) } });
    }
    if (job.origin.member !== origin.member) throw new BotError('job-not-yours', 'Another member’s job');
    return job;
  };

  /** Applies a member's wish to the newest record. The run beside it does the same with its own changes. */
  const change = async (id: string, origin: Origin, event: string, wish: (job: Job) => Job): Promise<Job> => {
    for (;;) {
      const job = await find(id, origin);
      const nowMs = clock.now();
      try {
        const saved = await store.jobs.save(stamp(wish(job), event, nowMs), nowMs);
        onChange();
        return saved;
      } catch (error) {
        if (!(error instanceof StaleJobError)) throw error;
      }
    }
  };

  const start = async (request: JobRequest, title: string, origin: Origin): Promise<Job> => {
    const nowMs = clock.now();
    const job = newJob(request, title, origin, nowMs);
    await store.jobs.insert(job, nowMs);
    onChange();
    return job;
  };

  return {
    start,
    find,
    list: (origin, limit) => store.jobs.list({ tenant: origin.tenant, member: origin.member, limit }),
    fetch: (id, origin) => change(id, origin, 'fetch-asked', (job) => fetchedAgain(job, origin)),
    cancel: (id, origin) => change(id, origin, 'cancel-asked', cancelled),
    async retry(id, origin) {
      const job = await find(id, origin);
      return start(job.request, job.title, { ...origin, visibility: job.origin.visibility });
    },
  };
}

function cancelled(job: Job): Job {
  if (isWorkOver(job.work)) throw new BotError('job-already-over', 'The work is over');
  const { stage } = job.work;
  if (stage !== 'received' && stage !== 'input' && stage !== 'quoted') {
    throw new BotError('job-too-late-to-cancel', 'AudioPod has the job already');
  }
  return { ...job, cancelRequested: true };
}

function fetchedAgain(job: Job, origin: Origin): Job {
  if (!isWorkOver(job.work)) throw new BotError('job-not-finished', 'The work is not over');
  const { delivery } = job;
  if (delivery.state === 'pending' || delivery.state === 'partial') {
    throw new BotError('job-not-finished', 'The outcome is still being posted');
  }
  const submission = job.submissions.at(-1);
  if (submission === undefined || job.work.stage === 'cancelled') {
    throw new BotError('job-no-result', 'Nothing was ever made for this job');
  }
  const round = delivery.state === 'none' ? 0 : delivery.round + 1;
  // A private job stays private wherever it is asked for again.
  const { visibility } = job.origin;
  const asked: Job = {
    ...job,
    attempt: 0,
    origin: { ...origin, visibility },
    delivery: { state: 'pending', round },
  };
  if (job.work.stage === 'encoded') return asked;
  if (submission.state === 'completed') return { ...asked, work: { stage: 'completed' } };
  if (submission.state === 'watching') return { ...asked, work: { stage: 'watching' } };
  throw new BotError('job-no-result', 'AudioPod made no result');
}
