import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import { newJob, stamp } from '../../model/job/new-job.ts';
import type { Origin } from '../../model/job/origin.ts';
import { providerRetryOf } from '../../model/job/provider-retry.ts';
import type { JobRequest } from '../../model/job/request.ts';
import { type MicroDollars, ZERO } from '../../model/money/money.ts';
import type { Records, Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';
import type { Engine } from '../engine/engine.ts';
import { createWaive, type Waive } from '../money/waive.ts';
import { findDuplicate, hasOutcome, standsForRepeat } from './find-duplicate.ts';
import { requireResultAvailable } from './require-result-available.ts';
import { withRedelivery } from './with-redelivery.ts';

/** What a member can do with jobs. A member sees their own jobs of the place they ask from, and no others. */
export interface MemberJobs {
  /** Puts a job on record; from here on it is carried through, whatever happens to the process. */
  start(request: JobRequest, title: string, origin: Origin): Promise<Job>;
  /**
   * The same for what a button asks, which two presses or a repeated event may ask at the same time: one job begins.
   *
   * @throws {BotError} `job-asked-already` naming it, while it is under way and for a minute after it began.
   */
  startOnce(request: JobRequest, title: string, origin: Origin): Promise<Job>;
  /** Newest first. */
  list(origin: Origin, limit: number): Promise<readonly Job[]>;
  /** @throws {BotError} `job-unknown`, `job-not-yours`. */
  find(id: string, origin: Origin): Promise<Job>;
  /**
   * A job whose result the member may go on from: their own, or one that the whole tenant can see.
   *
   * @throws {BotError} `source-gone` for a job that is not, or no longer, on record; `job-not-yours`.
   */
  shared(id: string, origin: Origin): Promise<Job>;
  /** How many jobs of the same tenant stand in line before this one; 0 for a job that is past the line. */
  placeInLine(job: Job): Promise<number>;
  /**
   * Posts the result again, to where it is asked from; fetches it from AudioPod anew when the files are gone.
   * Asked twice, it posts once: the second is refused until the first is posted. Asked for from elsewhere while
   * it is not there yet, it comes to where it was asked for last.
   *
   * @throws {BotError} `job-not-finished`, `job-no-result`, `own-key-gone` and what {@link find} throws.
   */
  fetch(id: string, origin: Origin): Promise<Job>;
  /**
   * Stops a job that has not been handed over. Once this resolves, nothing of it is submitted any more.
   *
   * @throws {BotError} `job-already-over`, `job-too-late-to-cancel` and what {@link find} throws.
   */
  cancel(id: string, origin: Origin): Promise<Job>;
  /**
   * Agrees to the price of a job that asked. Agreeing again changes nothing.
   *
   * @param price the one that was shown.
   * @throws {BotError} `price-changed` with `needed`, `job-already-over` and what {@link find} throws.
   */
  confirm(id: string, price: MicroDollars, origin: Origin): Promise<Job>;
  /** For owners, whosever job it is. */
  readonly forgive: Waive;
  /**
   * Starts a new job that asks the same. Asked twice, it starts one: the second is refused until the first is
   * over, and for a minute after it began unless it failed, because each one costs.
   *
   * @throws {BotError} `job-not-finished`, `job-tried-again` and what {@link find} throws.
   */
  retry(id: string, origin: Origin): Promise<Job>;
}

/** A desk over the store. */
export function createMemberJobs(parts: {
  readonly store: Store;
  readonly clock: Clock;
  /** Wakes the engine. */
  readonly onChange: () => void;
  /** A place of the engine for a new job, which then begins at once. Left out, the engine finds it on record. */
  readonly takePlace?: Engine['takePlace'];
  /** Whether AudioPod is the sandbox. */
  readonly isSandbox?: boolean;
}): MemberJobs {
  const { store, clock, onChange, takePlace, isSandbox = false } = parts;

  const create = (request: JobRequest, title: string, origin: Origin, nowMs: number): Job => ({
    ...newJob(request, title, origin, nowMs),
    ...(isSandbox && { isSimulated: true }),
  });

  const ofTenant = async (id: string, origin: Origin): Promise<Job> => {
    const job = await store.jobs.get(id);
    if (job !== undefined && job.origin.tenant === origin.tenant && !job.erased) return job;
    throw new BotError('job-unknown', 'No such job in this tenant', { facts: { job: id.slice(0, 40) } });
  };

  const find = async (id: string, origin: Origin): Promise<Job> => {
    const job = await ofTenant(id, origin);
    if (job.origin.member !== origin.member) throw new BotError('job-not-yours', 'Another member’s job');
    return job;
  };

  /**
   * Applies a member's wish to the newest record, and does what belongs to it in the same transaction. The run
   * beside it does the same with its own changes, so neither overwrites the other.
   */
  const change = (
    id: string,
    origin: Origin,
    event: string,
    wish: (job: Job) => Job | Promise<Job>,
    within: (records: Records) => Promise<void> = async () => {},
  ): Promise<Job> =>
    changeNewest(async () => {
      const job = await find(id, origin);
      const wished = await wish(job);
      if (wished === job) return job;
      const nowMs = clock.now();
      const saved = await store.transaction(async (records) => {
        await within(records);
        return records.jobs.save(stamp(wished, event, nowMs), nowMs);
      });
      onChange();
      return saved;
    });

  /** A retry that stands for whoever asks for one now. */
  const openRetryOf = async (job: Job): Promise<Job | undefined> => {
    const again = job.retriedAs === undefined ? undefined : await store.jobs.get(job.retriedAs);
    return again !== undefined && standsForRepeat(again, clock.now()) ? again : undefined;
  };

  return {
    forgive: createWaive(parts),
    find,
    shared: async (id, origin) => {
      const job = await store.jobs.get(id);
      if (job === undefined || job.origin.tenant !== origin.tenant || job.erased) {
        throw new BotError('source-gone', 'The job to go on from is not on record');
      }
      if (job.origin.visibility === 'public' || job.origin.member === origin.member) return job;
      throw new BotError('job-not-yours', 'Another member’s private job');
    },
    async start(request, title, origin) {
      const nowMs = clock.now();
      const job = create(request, title, origin, nowMs);
      using place = takePlace?.();
      await store.jobs.insert(job, nowMs, place?.lease);
      if (place === undefined) onChange();
      else place.begin(job);
      return job;
    },
    async startOnce(request, title, origin) {
      const nowMs = clock.now();
      const job = create(request, title, origin, nowMs);
      await store.transaction(async ({ jobs }) => {
        const same = await findDuplicate(jobs, request, origin, nowMs);
        if (same !== undefined) {
          throw new BotError('job-asked-already', 'The same is under way', { facts: { job: same.id } });
        }
        await jobs.insert(job, nowMs);
      });
      onChange();
      return job;
    },
    list: (origin, limit) => store.jobs.list({ tenant: origin.tenant, member: origin.member, limit }),
    placeInLine: async (job) => (job.work.stage === 'received' ? store.jobs.waitingBefore(job) : 0),
    fetch: (id, origin) =>
      change(id, origin, 'fetch-asked', async (job) => {
        const asked = withRedelivery(job, origin);
        await requireResultAvailable(store, job, clock.now());
        return asked;
      }),
    cancel: (id, origin) => change(id, origin, 'cancel-asked', cancelled),
    confirm: (id, price, origin) => change(id, origin, 'confirmed', (job) => confirmed(job, price)),
    async retry(id, origin) {
      const nowMs = clock.now();
      const earlier = await find(id, origin);
      const { request, title } = earlier;
      // A private job stays private wherever it is asked for again.
      const { visibility } = earlier.origin;
      const again: Job = {
        ...create(request, title, { ...origin, visibility }, nowMs),
        ...providerRetryOf(earlier),
      };
      const wish = async (job: Job): Promise<Job> => {
        if (!hasOutcome(job)) throw new BotError('job-not-finished', 'The work is not over');
        const open = await openRetryOf(job);
        if (open !== undefined) {
          throw new BotError('job-tried-again', 'A retry is under way', { facts: { job: open.id } });
        }
        return { ...job, retriedAs: again.id };
      };
      await change(id, origin, 'retry-asked', wish, ({ jobs }) => jobs.insert(again, nowMs));
      return again;
    },
  };
}

function cancelled(job: Job): Job {
  if (isWorkOver(job.work)) throw new BotError('job-already-over', 'The work is over');
  const { stage } = job.work;
  if (stage !== 'received' && stage !== 'input' && stage !== 'quoted' && stage !== 'confirming') {
    throw new BotError('job-too-late-to-cancel', 'AudioPod has the job already');
  }
  return job.cancelRequested === true ? job : { ...job, cancelRequested: true };
}

/** It goes back into the line, and everything about its money is looked at again. */
function confirmed(job: Job, price: MicroDollars): Job {
  if (isWorkOver(job.work) || job.cancelRequested === true) {
    throw new BotError('job-already-over', 'The work is over');
  }
  if (job.work.stage !== 'confirming') return job;
  const needed = job.quote?.amount ?? ZERO;
  if (needed !== price) throw new BotError('price-changed', 'An older price', { facts: { needed } });
  const { input, ...rest } = job;
  return {
    ...rest,
    attempt: 0,
    // A file was not kept while nobody knew whether it would be needed.
    ...(input === undefined || input.kind === 'file' ? {} : { input }),
    confirmed: price,
    work: { stage: 'received' },
  };
}
