import { isDeepStrictEqual } from 'node:util';
import { listed, retry } from '../../async/retry.ts';
import type { BotError } from '../../model/errors.ts';
import { stamp } from '../../model/job/history.ts';
import type { Job } from '../../model/job/job.ts';
import { StaleJobError } from '../../model/save-errors.ts';
import { type Hold, HoldLostError } from '../../ports/store.ts';
import { isStoreDown } from './is-store-down.ts';
import type { JobContext, JobDependencies, SaveOptions } from './job-context.ts';

/** Members save beside the run, with a click: more than a few conflicts indicate a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN = listed(200, 1_000, 3_000, 5_000);

/** A change that has not been saved yet. */
interface Note {
  readonly event: string;
  readonly change: (job: Job) => Job;
  readonly atMs: number;
}

/** Applies a change to the current record and saves it; reports what will be stored before it is known to be. */
type Write = (atMs: number, terms: { readonly hold?: Hold }, onAttempt: (saved: Job) => void) => Promise<Job>;

/** Opens the record of a held job, as read and changed by the one run that works on it. */
export function openRecord(
  { store, clock, log }: Pick<JobDependencies, 'store' | 'clock' | 'log'>,
  claimed: Job,
  hold: Hold,
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
  const persist = async (event: string, write: Write, options: SaveOptions): Promise<Job> => {
    let atMs = clock.now();
    let stale: StaleJobError | undefined;
    let conflicts = 0;
    let attempted: Job | undefined;
    let terms: { readonly hold?: Hold } = { hold };
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
      return saved(found ?? (await write(atMs, terms, onAttempt)));
    };
    /** Whether the change is saved all the same: as a change from outside, on what the next holder has made of it. */
    const isFactOnly = (error: unknown): error is HoldLostError =>
      error instanceof HoldLostError && options.uponAnyChange === true && terms.hold !== undefined;
    /** Retries immediately after a conflict that was resolved. An unresolved one is thrown. */
    const untilNoConflict = (): Promise<Job> =>
      retry(attempt, {
        isTransient: (error): error is StaleJobError | HoldLostError =>
          (error instanceof StaleJobError && error !== stale) || isFactOnly(error),
        onRetry: (conflict) => {
          if (conflict instanceof StaleJobError) stale = conflict;
          else terms = {};
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
      const { inTurn } = options;
      const write: Write = (atMs, terms, onAttempt) => {
        const next = stamped(change(job), event, atMs);
        onAttempt({ ...next, version: next.version + 1 });
        // Due immediately: if this process dies, any process that gets the job continues from here.
        const turn = inTurn === undefined ? {} : { inTurn };
        return store.jobs.save(next, next.updatedAtMs, { ...terms, ...turn });
      };
      return persist(event, write, options);
    },
    transact(event, change, options = {}) {
      const write: Write = (atMs, terms, onAttempt) =>
        store.transaction(async (records) => {
          // A save whose response was lost is retried, and must then not collide with its own ledger entry.
          await records.jobs.requireVersion(job);
          const next = stamped(await change(job, records), event, atMs);
          // Last, because the row is locked from here on, and the wait for the ledger may be long.
          const written = await records.jobs.save(next, next.updatedAtMs, terms);
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

function stamped(job: Job, event: string, nowMs: number): Job {
  return { ...job, ...stamp(job.history, event, nowMs) };
}
