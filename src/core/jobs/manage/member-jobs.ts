import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { stamp } from '../../model/job/history.ts';
import type { Job } from '../../model/job/job.ts';
import { idOfRequest, newJob } from '../../model/job/new-job.ts';
import type { Origin } from '../../model/job/origin.ts';
import { providerRetryOf } from '../../model/job/provider-retry.ts';
import type { JobRequest } from '../../model/job/request.ts';
import type { MicroDollars } from '../../model/money/money.ts';
import type { Records, Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';
import type { JobLimits } from '../context/job-context.ts';
import { type QueueFigures, type QueuePlace, queuePlaceOf } from '../context/queue-place.ts';
import type { RecordChanges } from '../context/record-changes.ts';
import type { Engine } from '../engine/engine.ts';
import { createWaive, type Waive } from '../money/waive.ts';
import { hasOutcome, refuseDuplicate, standsForRepeat } from './find-duplicate.ts';
import { cancelled, confirmed } from './member-changes.ts';
import { requireResultAvailable } from './require-result-available.ts';
import { requireRoom, tellingWhen } from './require-room.ts';
import { storeNewJob } from './store-new-job.ts';
import { withRedelivery } from './with-redelivery.ts';

/** What a member can do with jobs. Members see only their own jobs of the tenant they ask from. */
export interface MemberJobs {
  /**
   * Stores a job; from here on it is carried through, whatever happens to the process.
   *
   * @param requestId identifies the request permanently. The same request is the same job: if it is stored, it is
   *   returned as it is.
   * @throws {BotError} `queue-full` if too many jobs of the member are waiting, as for every new job;
   * `start-unsure` when the database doesn't say whether it was stored.
   */
  start(request: JobRequest, title: string, origin: Origin, requestId?: string): Promise<Job>;
  /**
   * Starts one job for a button, which may be pressed twice or arrive as a repeated event.
   *
   * @param requestId as of {@link start}.
   * @throws {BotError} `job-asked-already` naming the job, while it is under way and for a minute after it
   * began.
   */
  startOnce(request: JobRequest, title: string, origin: Origin, requestId?: string): Promise<Job>;
  /** Returns the member's jobs, newest first. */
  list(origin: Origin, limit: number): Promise<readonly Job[]>;
  /**
   * Returns one of the member's jobs.
   *
   * @throws {BotError} `job-unknown`, `job-not-yours`.
   */
  find(id: string, origin: Origin): Promise<Job>;
  /**
   * Returns a job whose result the member may continue from: their own, or one visible to the whole tenant.
   *
   * @throws {BotError} `source-gone` for a job that is not, or no longer, stored; `job-not-yours`.
   */
  shared(id: string, origin: Origin): Promise<Job>;
  /** Returns where a job stands in its queue. */
  placeInLine(job: Job): Promise<QueuePlace>;
  /**
   * Posts the result again, where the caller asks; downloads it from AudioPod again when the files are gone.
   * Two requests post once: the second is refused until the first is posted. If requested from another
   * channel before it was posted, it goes to the latest one.
   *
   * @throws {BotError} `job-not-finished`, `job-no-result`, `own-key-gone` and what {@link find} throws.
   */
  fetch(id: string, origin: Origin): Promise<Job>;
  /**
   * Cancels a job that AudioPod has not finished. Once this resolves, nothing more of it is submitted, and
   * AudioPod is asked to stop what it has.
   *
   * @throws {BotError} `job-already-over`, `job-too-late-to-cancel` and what {@link find} throws.
   */
  cancel(id: string, origin: Origin): Promise<Job>;
  /**
   * Confirms the price of a job that waits for it, and that a voice may be cloned. Confirming again changes
   * nothing.
   *
   * @param price the one that was shown.
   * @throws {BotError} `price-changed` with `needed`, `job-already-over` and what {@link find} throws.
   */
  confirm(id: string, price: MicroDollars, origin: Origin): Promise<Job>;
  /** Waives an unconfirmed charge, of any member's job. For bot owners. */
  readonly waive: Waive;
  /**
   * Starts a new job with the same request. Two requests start one: the second is refused until the first is
   * over, and for a minute after it began unless it failed, because each one costs.
   *
   * @param requestId as of {@link start}.
   * @throws {BotError} `job-not-finished`, `job-tried-again` and what {@link find} throws.
   */
  retry(id: string, origin: Origin, requestId?: string): Promise<Job>;
}

/** Creates {@link MemberJobs} over the store. */
export function createMemberJobs(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly jobLimits: Pick<JobLimits, 'maxWaitingJobs' | 'maxJobsPerTenant' | 'maxJobsPerMember'>;
  /** How long a typical job takes. */
  readonly usualMs?: QueueFigures['usualMs'];
  /** Tells the run of a job that its record was changed beside it. */
  readonly announce?: RecordChanges['announce'];
  /**
   * Reserves an engine slot for a new job, which then begins immediately. If omitted, the engine finds the
   * stored job.
   */
  readonly takePlace?: Engine['takePlace'];
  /** Whether AudioPod is the sandbox. */
  readonly isSandbox?: boolean;
}): MemberJobs {
  const {
    store,
    clock,
    jobLimits,
    usualMs = () => undefined,
    takePlace,
    announce = () => {},
    isSandbox = false,
  } = parts;
  const placeInLine = (job: Job) => queuePlaceOf({ jobs: store.jobs, jobLimits, usualMs }, job);

  const create = (
    { request, title }: Pick<Job, 'request' | 'title'>,
    origin: Origin,
    nowMs: number,
    requestId: string | undefined,
  ): Job => ({
    ...newJob(nowMs),
    ...(requestId !== undefined && { id: idOfRequest(requestId) }),
    request,
    title,
    origin,
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
   * Applies a member's change to the newest record, together with what belongs to it, in one transaction. The
   * concurrent run does the same with its changes, so neither overwrites the other.
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
        return records.jobs.save({ ...wished, ...stamp(wished.history, event, nowMs) }, nowMs);
      });
      announce(saved);
      return saved;
    });

  const storeNew = ({ id, origin }: Job, requestId: string | undefined, write: () => Promise<void>) => {
    const needs = { jobs: store.jobs, jobLimits, placeInLine };
    return tellingWhen(() => storeNewJob(parts, id, requestId !== undefined, write), origin, needs);
  };

  /** Returns the retry that a new one would duplicate. */
  const openRetryOf = async (job: Job): Promise<Job | undefined> => {
    const again = job.retriedAs === undefined ? undefined : await store.jobs.get(job.retriedAs);
    return again !== undefined && standsForRepeat(again, clock.now()) ? again : undefined;
  };

  return {
    waive: createWaive(parts),
    find,
    shared: async (id, origin) => {
      const job = await store.jobs.get(id);
      if (job === undefined || job.origin.tenant !== origin.tenant || job.erased) {
        throw new BotError('source-gone', 'The source job is not stored');
      }
      if (job.origin.visibility === 'public' || job.origin.member === origin.member) return job;
      throw new BotError('job-not-yours', 'Another member’s private job');
    },
    async start(request, title, origin, requestId) {
      const nowMs = clock.now();
      const job = create({ request, title }, origin, nowMs, requestId);
      using place = takePlace?.();
      const insertInQueue = ({ jobs }: Records): Promise<void> =>
        requireRoom(jobs, origin, jobLimits).then(() => jobs.insert(job, nowMs, place?.hold));
      const stored = await storeNew(job, requestId, () => store.transaction(insertInQueue));
      if (stored !== undefined) return stored;
      place?.begin(job);
      return job;
    },
    async startOnce(request, title, origin, requestId) {
      const nowMs = clock.now();
      const job = create({ request, title }, origin, nowMs, requestId);
      const insertOnce = async ({ jobs }: Records): Promise<void> => {
        await refuseDuplicate(jobs, request, origin, nowMs);
        await requireRoom(jobs, origin, jobLimits);
        await jobs.insert(job, nowMs);
      };
      const stored = await storeNew(job, requestId, () => store.transaction(insertOnce));
      return stored ?? job;
    },
    list: (origin, limit) => store.jobs.list({ tenant: origin.tenant, member: origin.member, limit }),
    placeInLine,
    fetch: (id, origin) =>
      change(id, origin, 'fetch-asked', async (job) => {
        const asked = withRedelivery(job, origin);
        await requireResultAvailable(store, job, clock.now());
        return asked;
      }),
    cancel: (id, origin) => change(id, origin, 'cancel-asked', cancelled),
    confirm: (id, price, origin) =>
      change(id, origin, 'confirmed', (job) => confirmed(job, price, clock.now())),
    async retry(id, origin, requestId) {
      const nowMs = clock.now();
      const earlier = await find(id, origin);
      // A private job stays private wherever it is requested again.
      const { visibility } = earlier.origin;
      const again: Job = {
        ...create(earlier, { ...origin, visibility }, nowMs, requestId),
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
      const insertAgain = ({ jobs }: Records): Promise<void> =>
        requireRoom(jobs, origin, jobLimits).then(() => jobs.insert(again, nowMs));
      const stored = await storeNew(again, requestId, async () => {
        await change(id, origin, 'retry-asked', wish, insertAgain);
      });
      return stored ?? again;
    },
  };
}
