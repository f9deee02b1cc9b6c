import { progressActions } from '../../model/job/action.ts';
import type { Job } from '../../model/job/job.ts';
import type { AttachmentRef, ResultRef } from '../../model/job/request.ts';
import type { Progress } from '../../ports/delivery.ts';
import { type Hold, HoldLostError } from '../../ports/store.ts';
import { joinSentences } from '../../text/explain-failure.ts';
import { moneyLines } from '../../text/money-lines.ts';
import { type Estimates, progressText } from '../../text/outcome.ts';
import type { JobContext, JobDependencies, RunSlot } from './job-context.ts';
import { openRecord } from './open-record.ts';
import { type QueueFigures, queuePlaceOf } from './queue-place.ts';

/** A job that this process has taken. */
interface HeldJob {
  readonly job: Job;
  readonly hold: Hold;
}

/** Creates the context of a job that this process has taken. */
export function createJobContext(
  dependencies: Pick<JobDependencies, 'accounts' | 'store' | 'platform' | 'jobLimits' | 'clock' | 'log'>,
  { job: claimed, hold }: HeldJob,
  place: Pick<RunSlot, 'signal' | 'lost' | 'isHeld' | 'onPark'>,
): JobContext {
  const log = dependencies.log.child({
    job: claimed.id,
    tenant: claimed.origin.tenant,
    platform: claimed.origin.platform,
  });
  const record = openRecord({ ...dependencies, log }, claimed, hold);

  const showing = new Set<Promise<void>>();
  let isLetGo = false;

  const show = async (percent?: number, secondsLeft?: number): Promise<void> => {
    const { job } = record;
    const { store, accounts, jobLimits } = dependencies;
    const figures: QueueFigures = { jobs: store.jobs, jobLimits, usualMs: accounts.watcher.usualMs };
    const { adapter } = dependencies.platform(job.origin.platform);
    const estimates = { ...(await queuePlaceOf(figures, job)), secondsLeft };
    adapter.progress(job.origin, progressOf(job, estimates, percent), place.isHeld);
  };

  return {
    signal: place.signal,
    lost: place.lost,
    isHeld: place.isHeld,
    heldBy: hold.by,
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
    show(percent, secondsLeft) {
      if (isLetGo) return;
      const shown = show(percent, secondsLeft)
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
    async requireHeld() {
      if (!place.isHeld()) throw new HoldLostError(claimed.id);
      const { store } = dependencies;
      // In an embedded database no other process can take it.
      if (store.kind === 'postgres') await store.jobs.requireHeld(claimed.id, hold);
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

/** Returns the progress to show. */
export function progressOf(job: Job, estimates: Estimates, percent?: number): Progress {
  const { money, origin } = job;
  const { secondsLeft } = estimates;
  const cost = money.state === 'held' ? moneyLines(job) : [];
  return {
    jobId: job.id,
    text: joinSentences(origin.locale, progressText(job, estimates), ...cost),
    actions: progressActions(job),
    version: job.version,
    ...(percent === undefined ? {} : { percent }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
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
