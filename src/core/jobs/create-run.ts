import { isDeepStrictEqual } from 'node:util';
import { BotError } from '../errors.ts';
import { StaleJobError } from '../store/store.ts';
import { progressActions, progressText } from '../text/outcome.ts';
import { translate } from '../text/words.ts';
import { formatUsd } from '../wallet/money.ts';
import type { Job } from './job.ts';
import { stamp } from './new-job.ts';
import type { Run, SaveOptions, Workshop } from './run.ts';

/** A cancel is the only thing that saves beside the run, so more than a few conflicts are a fault. */
const MAX_CONFLICTS = 10;
const SAVE_AGAIN_MS = [200, 1_000, 3_000, 5_000] as const;

/** Starts work on a claimed job. `onPark` is told when the run begins and stops waiting for the outside. */
export function createRun(
  workshop: Workshop,
  claimed: Job,
  signal: AbortSignal,
  onPark: (isParked: boolean) => void,
): Run {
  let job = claimed;

  const saveOnce = async (
    event: string,
    change: (job: Job) => Job,
    within: SaveOptions['within'],
  ): Promise<void> => {
    const nowMs = workshop.clock.now();
    const next = stamp(change(job), event, nowMs);
    job = await workshop.store.transaction(async (records) => {
      await within?.(records);
      // Due at once: should this process die, whoever finds the lease expired goes on from here.
      return records.jobs.save(next, nowMs);
    });
  };

  const save = async (event: string, change: (job: Job) => Job, options: SaveOptions = {}): Promise<Job> => {
    let conflicts = 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await saveOnce(event, change, options.within);
        return job;
      } catch (error) {
        if (error instanceof StaleJobError && conflicts < MAX_CONFLICTS) {
          conflicts += 1;
          const newest = await workshop.store.jobs.get(job.id);
          // Only a wish to cancel may be built upon. Anything else means that this process lost the job to
          // another, and must not repeat what that one does.
          if (newest === undefined || !(options.afterEffect || isSameButCancelled(job, newest))) throw error;
          job = newest;
        } else if (options.afterEffect && isStoreDown(error)) {
          workshop.log.error({ event, error }, 'save-after-effect-failed');
          const pauseMs = SAVE_AGAIN_MS[Math.min(attempt, SAVE_AGAIN_MS.length - 1)] ?? 5_000;
          await workshop.clock.sleep(pauseMs, new AbortController().signal);
        } else {
          throw error;
        }
      }
    }
  };

  const show = (percent?: number): void => {
    void (async () => {
      const before = job.work.stage === 'received' ? await workshop.store.jobs.waitingBefore(job) : 0;
      const { money, origin } = job;
      const cost =
        money.state === 'held'
          ? [translate(origin.locale, 'job.progress.cost', { amount: formatUsd(money.amount) })]
          : [];
      workshop.platform(origin.platform).courier.progress(origin, {
        jobId: job.id,
        text: [progressText(job, before), ...cost].join(' '),
        actions: progressActions(job),
        ...(percent === undefined ? {} : { percent }),
      });
    })().catch((error: unknown) => workshop.log.debug({ error }, 'progress-not-shown'));
  };

  return {
    ...workshop,
    log: workshop.log.child({ job: job.id, tenant: job.origin.tenant, platform: job.origin.platform }),
    signal,
    get job() {
      return job;
    },
    save,
    show,
    async parked(wait) {
      onPark(true);
      try {
        return await wait();
      } finally {
        onPark(false);
      }
    },
  };
}

function isStoreDown(error: unknown): boolean {
  return error instanceof BotError && error.code === 'ledger-unavailable';
}

function isSameButCancelled(mine: Job, newest: Job): boolean {
  const essence = ({ work, money, delivery, submissions, attempt }: Job): unknown => [
    work,
    money,
    delivery,
    submissions,
    attempt,
  ];
  return isDeepStrictEqual(essence(mine), essence(newest));
}
