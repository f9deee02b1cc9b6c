import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { stamp } from '../../model/job/history.ts';
import type { Job } from '../../model/job/job.ts';
import { idOfRequest, newJob } from '../../model/job/new-job.ts';
import type { Origin } from '../../model/job/origin.ts';
import { providerRetryOf } from '../../model/job/provider-retry.ts';
import type { Records, Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';
import type { JobLimits } from '../context/job-context.ts';
import { type QueueFigures, queuePlaceOf } from '../context/queue-place.ts';
import type { RecordChanges } from '../context/record-changes.ts';
import type { Engine } from '../engine/engine.ts';
import { createWaive } from '../money/waive.ts';
import { hasOutcome, refuseDuplicate, standsForRepeat } from './find-duplicate.ts';
import { cancelled, confirmed } from './member-changes.ts';
import type { MemberJobs } from './member-jobs.ts';
import { requireResultAvailable } from './require-result-available.ts';
import { requireRoom, tellingWhen } from './require-room.ts';
import { storeNewJob } from './store-new-job.ts';
import { withRedelivery } from './with-redelivery.ts';

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
