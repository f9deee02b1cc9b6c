import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import { stamp } from '../../model/job/new-job.ts';
import { StaleJobError } from '../../ports/store.ts';
import type { JobContext, JobDependencies, SaveOptions } from './job-context.ts';

/** People save beside the run, with a click: more than a few conflicts are a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN_MS = [200, 1_000, 3_000] as const;
const SAVE_AGAIN_AT_LAST_MS = 5_000;

/** The record of a job as the one run that works on it reads and changes it. */
export type RunningRecord = Pick<JobContext, 'job' | 'save' | 'note'>;

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

  /** @param onAttempt told what is on record should this go through, before anybody can know whether it does. */
  const saveOnce = async (
    next: Job,
    { within, decide, inTurn }: SaveOptions,
    onAttempt: (saved: Job) => void,
  ): Promise<Job> => {
    // Due at once: should this process die, whoever finds the lease expired goes on from here.
    const dueAtMs = next.updatedAtMs;
    if (within === undefined && decide === undefined) {
      // One statement needs no transaction around it.
      onAttempt({ ...next, version: next.version + 1 });
      return store.jobs.save(next, dueAtMs, inTurn);
    }
    return store.transaction(async (records) => {
      // A save whose answer was lost is tried again, and must then not trip over its own ledger entry.
      await records.jobs.requireVersion(next);
      await within?.(records);
      const decided = await decide?.(records);
      // Last, because a job that is written to cannot have its lease prolonged, and the ledger may be waited for long.
      const saved = await records.jobs.save(decided?.(next) ?? next, dueAtMs, inTurn);
      onAttempt(saved);
      return saved;
    });
  };

  const save = async (event: string, change: (job: Job) => Job, options: SaveOptions = {}): Promise<Job> => {
    const changed = (): Job => stamp(change(job), event, clock.now());
    let next = changed();
    let stale: StaleJobError | undefined;
    let conflicts = 0;
    let outages = 0;
    let attempted: Job | undefined;
    const onAttempt = (saved: Job): void => {
      attempted = saved;
    };
    const settle = (saved: Job): Job => {
      notes = [];
      take(saved);
      return saved;
    };
    for (;;) {
      try {
        if (stale !== undefined) {
          const newest = await store.jobs.get(recorded.id);
          // The save before went through, and only its answer was lost.
          if (newest !== undefined && isDeepStrictEqual(newest, attempted)) return settle(newest);
          // Otherwise only a wish to cancel may be built upon. Anything else means that this process lost the
          // job to another, and must not repeat what that one does.
          const mayGoOn = newest !== undefined && (options.uponAnyChange || hasSameLives(recorded, newest));
          if (!mayGoOn || conflicts === MAX_CONFLICTS) break;
          conflicts += 1;
          take(newest);
          next = changed();
          stale = undefined;
        }
        return settle(await saveOnce(next, options, onAttempt));
      } catch (error) {
        if (error instanceof StaleJobError) {
          stale = error;
        } else if (isStoreDown(error) && mustInsist(options, attempted)) {
          log.error({ event, error }, 'save-retried');
          await clock.sleep(SAVE_AGAIN_MS[outages] ?? SAVE_AGAIN_AT_LAST_MS, new AbortController().signal);
          outages += 1;
        } else {
          throw error;
        }
      }
    }
    throw stale;
  };

  return {
    get job() {
      return job;
    },
    save,
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
