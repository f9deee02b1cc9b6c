import { isDeepStrictEqual } from 'node:util';
import { listed, retry } from '../../async/retry.ts';
import type { BotError } from '../../model/errors.ts';
import { progressActions } from '../../model/job/action.ts';
import { type Job, stamp } from '../../model/job/job.ts';
import type { AttachmentRef, ResultRef } from '../../model/job/request.ts';
import type { Progress } from '../../ports/delivery.ts';
import { StaleJobError } from '../../ports/store.ts';
import { joinSentences } from '../../text/explain-failure.ts';
import { moneyLines } from '../../text/money-lines.ts';
import { progressText } from '../../text/outcome.ts';
import { isStoreDown } from './is-store-down.ts';
import type { JobContext, JobDependencies, RunSlot, SaveOptions } from './job-context.ts';

/** Members save beside the run, with a click: more than a few conflicts indicate a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN = listed(200, 1_000, 3_000, 5_000);

/** A change that has not been saved yet. */
interface Note {
  readonly event: string;
  readonly change: (job: Job) => Job;
  readonly atMs: number;
}

/** Creates the context of a job that this process has claimed. */
export function createJobContext(
  dependencies: Pick<JobDependencies, 'store' | 'platform' | 'clock' | 'log'>,
  claimed: Job,
  place: Pick<RunSlot, 'signal' | 'lost' | 'isHeld' | 'onPark'>,
): JobContext {
  const log = dependencies.log.child({
    job: claimed.id,
    tenant: claimed.origin.tenant,
    platform: claimed.origin.platform,
  });
  const record = openRecord({ ...dependencies, log }, claimed);

  const showing = new Set<Promise<void>>();
  let isLetGo = false;

  const show = async (percent?: number): Promise<void> => {
    const { job } = record;
    const { adapter } = dependencies.platform(job.origin.platform);
    const before = job.work.stage === 'received' ? await dependencies.store.jobs.waitingBefore(job) : 0;
    adapter.progress(job.origin, progressOf(job, before, percent), place.isHeld);
  };

  return {
    signal: place.signal,
    lost: place.lost,
    get job() {
      return record.job;
    },
    get toFetch() {
      return toFetch(record.job);
    },
    log,
    save: record.save,
    transact: record.transact,
    note: record.note,
    show(percent) {
      if (isLetGo) return;
      const shown = show(percent)
        .catch((error: unknown) => log.debug({ error }, 'progress-not-shown'))
        .finally(() => showing.delete(shown));
      showing.add(shown);
    },
    async letGo(last) {
      isLetGo = true;
      await Promise.all(showing);
      try {
        const { id, origin } = record.job;
        await dependencies.platform(origin.platform).adapter.letGo(id, place.isHeld() ? last : 'nothing');
      } catch (error) {
        // The platform doesn't run in this process, so nothing was drawn.
        log.debug({ error }, 'progress-not-shown');
      }
    },
    async parked(wait) {
      place.onPark(true);
      try {
        return await wait();
      } finally {
        place.onPark(false);
      }
    },
  };
}

/** Opens the record of a claimed job, as read and changed by the one run that works on it. */
function openRecord(
  { store, clock, log }: Pick<JobDependencies, 'store' | 'clock' | 'log'>,
  claimed: Job,
): Pick<JobContext, 'job' | 'save' | 'transact' | 'note'> {
  /** As last saved. */
  let recorded = claimed;
  let notes: readonly Note[] = [];
  /** As last saved, plus the notes. */
  let job = claimed;

  const take = (newest: Job): void => {
    recorded = newest;
    job = notes.reduce((noted, { event, change, atMs }) => stamped(change(noted), event, atMs), newest);
  };

  /**
   * Applies a change to the record and saves it, repeatedly when its options ask for that.
   *
   * @param write applies the change to the current record, with a time that stays the same while the same
   * save is retried; reports what will be stored before it can be known to be stored.
   */
  const persist = async (
    event: string,
    write: (atMs: number, onAttempt: (saved: Job) => void) => Promise<Job>,
    options: SaveOptions,
  ): Promise<Job> => {
    let atMs = clock.now();
    let stale: StaleJobError | undefined;
    let conflicts = 0;
    let attempted: Job | undefined;
    const onAttempt = (saved: Job): void => {
      attempted = saved;
    };
    const saved = (newest: Job): Job => {
      notes = [];
      take(newest);
      return newest;
    };
    /** Continues from a record that was saved in between; returns it if it was this very save. */
    const resolve = async (conflict: StaleJobError): Promise<Job | undefined> => {
      const newest = await store.jobs.get(recorded.id);
      // The previous save went through, and only its response was lost.
      if (newest !== undefined && isDeepStrictEqual(newest, attempted)) return newest;
      // Otherwise only a cancel request may be built upon. Anything else means that this process lost the job
      // to another, and must not repeat what that one does.
      const mayContinue = newest !== undefined && (options.uponAnyChange || hasSameLives(recorded, newest));
      if (!mayContinue || conflicts === MAX_CONFLICTS) throw conflict;
      conflicts += 1;
      take(newest);
      atMs = clock.now();
      stale = undefined;
      return undefined;
    };
    const attempt = async (): Promise<Job> => {
      const found = stale && (await resolve(stale));
      return saved(found ?? (await write(atMs, onAttempt)));
    };
    /** Retries immediately after a conflict that was resolved. An unresolved one is thrown. */
    const untilNoConflict = (): Promise<Job> =>
      retry(attempt, {
        isTransient: (error): error is StaleJobError => error instanceof StaleJobError && error !== stale,
        onRetry: (conflict) => {
          stale = conflict;
        },
      });
    return retry(untilNoConflict, {
      isTransient: (error): error is BotError => isStoreDown(error) && mustInsist(options, attempted),
      pauses: { clock, ms: SAVE_AGAIN },
      onRetry: (error) => log.error({ event, error }, 'save-retried'),
    });
  };

  return {
    get job() {
      return job;
    },
    save(event, change, options = {}) {
      const write = (atMs: number, onAttempt: (saved: Job) => void): Promise<Job> => {
        const next = stamped(change(job), event, atMs);
        onAttempt({ ...next, version: next.version + 1 });
        // Due immediately: if this process dies, any process that finds the lease expired continues from
        // here.
        return store.jobs.save(next, next.updatedAtMs, options.inTurn);
      };
      return persist(event, write, options);
    },
    transact(event, change, options = {}) {
      const write = (atMs: number, onAttempt: (saved: Job) => void): Promise<Job> =>
        store.transaction(async (records) => {
          // A save whose response was lost is retried, and must then not collide with its own ledger entry.
          await records.jobs.requireVersion(job);
          const next = stamped(await change(job, records), event, atMs);
          // Last, because a job being written cannot have its lease renewed, and the wait for the ledger may
          // be long.
          const written = await records.jobs.save(next, next.updatedAtMs);
          onAttempt(written);
          return written;
        });
      return persist(event, write, options);
    },
    note(event, change) {
      notes = [...notes, { event, change, atMs: clock.now() }];
      take(recorded);
    },
  };
}

function mustInsist({ insist }: SaveOptions, attempted: Job | undefined): boolean {
  return insist === true || (insist === 'until-known' && attempted !== undefined);
}

/**
 * Whether a job's work, money, delivery, submissions and attempt are unchanged, so that at most a cancel was
 * added.
 */
function hasSameLives(mine: Job, newest: Job): boolean {
  const lives = ({ work, money, delivery, submissions, attempt }: Job): unknown => [
    work,
    money,
    delivery,
    submissions,
    attempt,
  ];
  return isDeepStrictEqual(lives(mine), lives(newest));
}

/** Returns the progress to show. `before` is how many jobs are queued ahead. */
export function progressOf(job: Job, before: number, percent?: number): Progress {
  const { money, origin } = job;
  const cost = money.state === 'held' ? moneyLines(job) : [];
  return {
    jobId: job.id,
    text: joinSentences(origin.locale, progressText(job, before), ...cost),
    actions: progressActions(job),
    version: job.version,
    ...(percent === undefined ? {} : { percent }),
  };
}

/** Returns what must be fetched before the job can be priced; `undefined` if the request is complete. */
export function toFetch({
  request,
  remakes,
}: Pick<Job, 'request' | 'remakes'>): AttachmentRef | ResultRef | undefined {
  const source = request.service === 'speech' ? request.text : request.source;
  // AudioPod still has the input of its failed job.
  if (remakes !== undefined || source === undefined) return undefined;
  return source.kind === 'attachment' || source.kind === 'result' ? source : undefined;
}

function stamped(job: Job, event: string, nowMs: number): Job {
  return { ...job, ...stamp(job.history, event, nowMs) };
}
