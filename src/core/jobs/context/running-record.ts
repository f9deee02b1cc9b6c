import { isDeepStrictEqual } from 'node:util';
import { listed, retry } from '../../async/retry.ts';
import { BotError } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import { stamp } from '../../model/job/new-job.ts';
import { StaleJobError } from '../../ports/store.ts';
import type { JobContext, JobDependencies, SaveOptions } from './job-context.ts';

/** People save beside the run, with a click: more than a few conflicts are a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN = listed(200, 1_000, 3_000, 5_000);

/** The record of a job as the one run that works on it reads and changes it. */
export type RunningRecord = Pick<JobContext, 'job' | 'save' | 'transact' | 'note'>;

/** A change that is yet to be saved. */
interface Note {
  readonly event: string;
  readonly change: (job: Job) => Job;
  readonly atMs: number;
}

/** Goes on with a record as it was claimed. */
export function openRecord(
  { store, clock, log }: Pick<JobDependencies, 'store' | 'clock' | 'log'>,
  claimed: Job,
): RunningRecord {
  /** As last saved. */
  let recorded = claimed;
  let notes: readonly Note[] = [];
  /** As last saved, and with the notes. */
  let job = claimed;

  const take = (newest: Job): void => {
    recorded = newest;
    job = notes.reduce((noted, { event, change, atMs }) => stamp(change(noted), event, atMs), newest);
  };

  /**
   * Applies a change to the record and saves it, again and again where its options ask for that.
   *
   * @param write applies the change to the record as it is then, at a moment that stays the same while the same save is
   *   tried again; says what will be stored before anybody can know whether it is.
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
    /** Builds on what somebody saved in between; returns the record where that was this very save. */
    const resolve = async (conflict: StaleJobError): Promise<Job | undefined> => {
      const newest = await store.jobs.get(recorded.id);
      // The save before went through, and only its answer was lost.
      if (newest !== undefined && isDeepStrictEqual(newest, attempted)) return newest;
      // Otherwise only a wish to cancel may be built upon. Anything else means that this process lost the
      // job to another, and must not repeat what that one does.
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
    /** A conflict is resolved by the next attempt, at once. One that this could not resolve stands. */
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
        const next = stamp(change(job), event, atMs);
        onAttempt({ ...next, version: next.version + 1 });
        // Due immediately: should this process die, whichever finds the lease expired continues from here.
        return store.jobs.save(next, next.updatedAtMs, options.inTurn);
      };
      return persist(event, write, options);
    },
    transact(event, change, options = {}) {
      const write = (atMs: number, onAttempt: (saved: Job) => void): Promise<Job> =>
        store.transaction(async (records) => {
          // A save whose answer was lost is tried again, and must then not trip over its own ledger entry.
          await records.jobs.requireVersion(job);
          const next = stamp(await change(job, records), event, atMs);
          // Last, because a job that is written to cannot have its lease renewed, and the ledger may be waited for long.
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

function isStoreDown(error: unknown): boolean {
  return error instanceof BotError && error.code === 'ledger-unavailable';
}

/** True when none of a job's lives has moved, so that at most a wish was added. */
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
