import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../errors.ts';
import { StaleJobError } from '../store/store.ts';
import { progressActions, progressText } from '../text/outcome.ts';
import { translate } from '../text/words.ts';
import { formatUsd } from '../wallet/money.ts';
import type { Job } from './job.ts';
import { stamp } from './new-job.ts';
import type { Place, Run, SaveOptions, Workshop } from './run.ts';

/** People save beside the run, with a click: more than a few conflicts are a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN_MS = [200, 1_000, 3_000] as const;
const SAVE_AGAIN_AT_LAST_MS = 5_000;

/** Starts work on a claimed job. */
export function createRun(workshop: Workshop, claimed: Job, place: Place): Run {
  const log = workshop.log.child({
    job: claimed.id,
    tenant: claimed.origin.tenant,
    platform: claimed.origin.platform,
  });
  let job = claimed;

  const saveOnce = async (next: Job, { within, decide }: SaveOptions): Promise<void> => {
    // Due at once: should this process die, whoever finds the lease expired goes on from here.
    const dueAtMs = next.updatedAtMs;
    if (within === undefined && decide === undefined) {
      // One statement needs no transaction around it.
      job = await workshop.store.jobs.save(next, dueAtMs);
      return;
    }
    job = await workshop.store.transaction(async (records) => {
      // A save whose answer was lost is tried again, and must then not trip over its own ledger entry.
      const current = await records.jobs.get(next.id);
      if (current?.version !== next.version) throw new StaleJobError(next.id, next.version);
      await within?.(records);
      const decided = await decide?.(records);
      return records.jobs.save(decided?.(next) ?? next, dueAtMs);
    });
  };

  const save = async (event: string, change: (job: Job) => Job, options: SaveOptions = {}): Promise<Job> => {
    const changed = (): Job => stamp(change(job), event, workshop.clock.now());
    let next = changed();
    let stale: StaleJobError | undefined;
    let conflicts = 0;
    let outages = 0;
    for (;;) {
      try {
        if (stale !== undefined) {
          const newest = await workshop.store.jobs.get(job.id);
          // The save before went through, and only its answer was lost.
          if (newest !== undefined && isSame(newest, next)) {
            job = newest;
            return job;
          }
          // Otherwise only a wish to cancel may be built upon. Anything else means that this process lost the
          // job to another, and must not repeat what that one does.
          const mayGoOn = newest !== undefined && (options.uponAnyChange || hasSameLives(job, newest));
          if (!mayGoOn || conflicts === MAX_CONFLICTS) break;
          conflicts += 1;
          job = newest;
          next = changed();
          stale = undefined;
        }
        await saveOnce(next, options);
        return job;
      } catch (error) {
        if (error instanceof StaleJobError) {
          stale = error;
        } else if (options.insist && isStoreDown(error)) {
          log.error({ event, error }, 'save-insisted-upon');
          await workshop.clock.sleep(
            SAVE_AGAIN_MS[outages] ?? SAVE_AGAIN_AT_LAST_MS,
            new AbortController().signal,
          );
          outages += 1;
        } else {
          throw error;
        }
      }
    }
    throw stale;
  };

  const showText = (text: string, percent?: number): void => {
    const { money, origin } = job;
    const cost =
      money.state === 'held'
        ? [translate(origin.locale, 'job.progress.cost', { amount: formatUsd(money.amount) })]
        : [];
    workshop.platform(origin.platform).courier.progress(origin, {
      jobId: job.id,
      text: [text, ...cost].join(' '),
      actions: progressActions(job),
      ...(percent === undefined ? {} : { percent }),
    });
  };

  const tryShowing = (showing: () => Promise<void>): void => {
    showing().catch((error: unknown) => log.debug({ error }, 'progress-not-shown'));
  };

  const show = (percent?: number): void =>
    tryShowing(async () => {
      const before = job.work.stage === 'received' ? await workshop.store.jobs.waitingBefore(job) : 0;
      showText(progressText(job, before), percent);
    });

  return {
    ...workshop,
    log,
    signal: place.signal,
    lost: place.lost,
    isCrowded: place.isCrowded,
    onPlaceLeft: place.onPlaceLeft,
    get job() {
      return job;
    },
    save,
    show,
    showWait: (words) => tryShowing(async () => showText(words)),
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

function isStoreDown(error: unknown): boolean {
  return error instanceof BotError && error.code === 'ledger-unavailable';
}

/** True when the stored record is the very one that was to be saved. */
function isSame(stored: Job, wanted: Job): boolean {
  return (
    stored.version === wanted.version + 1 && isDeepStrictEqual({ ...stored, version: wanted.version }, wanted)
  );
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
