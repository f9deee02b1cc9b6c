import type { Job } from '../../model/job/job.ts';
import type { Progress } from '../../ports/delivery.ts';
import { joinSentences } from '../../text/explain-failure.ts';
import { moneyLines } from '../../text/money-lines.ts';
import { progressActions, progressText } from '../../text/outcome.ts';
import type { JobContext, JobDependencies, RunSlot } from './job-context.ts';
import { openRecord } from './running-record.ts';

/** Creates the context of a job that this process has claimed. */
export function createJobContext(
  dependencies: Pick<JobDependencies, 'store' | 'platform' | 'clock' | 'log'>,
  claimed: Job,
  place: Pick<RunSlot, 'signal' | 'lost' | 'onPark'>,
): JobContext {
  const log = dependencies.log.child({
    job: claimed.id,
    tenant: claimed.origin.tenant,
    platform: claimed.origin.platform,
  });
  const record = openRecord({ ...dependencies, log }, claimed);

  const show = async (percent?: number): Promise<void> => {
    const { job } = record;
    const before = job.work.stage === 'received' ? await dependencies.store.jobs.waitingBefore(job) : 0;
    dependencies.platform(job.origin.platform).adapter.progress(job.origin, progressOf(job, before, percent));
  };

  return {
    signal: place.signal,
    lost: place.lost,
    get job() {
      return record.job;
    },
    log,
    save: record.save,
    transact: record.transact,
    note: record.note,
    show: (percent) => {
      show(percent).catch((error: unknown) => log.debug({ error }, 'progress-not-shown'));
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

/** Returns the progress to show. `before` is how many jobs are queued ahead. */
export function progressOf(job: Job, before: number, percent?: number): Progress {
  const { money, origin } = job;
  const cost = money.state === 'held' ? moneyLines(job) : [];
  return {
    jobId: job.id,
    text: joinSentences(origin.locale, progressText(job, before), ...cost),
    actions: progressActions(job),
    ...(percent === undefined ? {} : { percent }),
  };
}
