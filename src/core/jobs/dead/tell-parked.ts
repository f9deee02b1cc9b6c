import { progressActions } from '../../model/job/action.ts';
import type { Job } from '../../model/job/job.ts';
import type { DeadJob } from '../../ports/dead-jobs.ts';
import { parkedText } from '../../text/job-state.ts';
import type { JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'store' | 'platform' | 'clock' | 'log'>;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const POST_DEADLINE_MS = MINUTE_MS;
/** After a crash in the middle, another process tells the member this much later. */
const REST_MS = 5 * MINUTE_MS;
const AT_ONCE = 10;

/**
 * Tells members whose jobs are parked what happened to them. A platform that can't be reached is tried again, ever
 * more rarely, for a day. Never rejects.
 */
export async function tellParked({ store, platform, clock, log }: Needs): Promise<void> {
  const tell = async (dead: DeadJob): Promise<void> => {
    const { id, deadAtMs, job } = dead;
    try {
      if (job !== undefined && isUntold(job)) {
        await platform(job.origin.platform).adapter.post(
          job.origin,
          // A job that is replayed may be parked once more.
          {
            key: `${id}:parked-${deadAtMs}`,
            jobId: id,
            title: job.title,
            text: parkedText(job),
            files: [],
            actions: progressActions(job),
          },
          clock.timeout(POST_DEADLINE_MS),
        );
      }
      await store.deadJobs.tellAgain(dead, undefined);
    } catch (error) {
      const ageMs = clock.now() - deadAtMs;
      log.warn({ job: id, error }, 'parked-untold');
      await store.deadJobs.tellAgain(dead, ageMs > DAY_MS ? undefined : Math.max(MINUTE_MS, ageMs));
    }
  };
  try {
    const untold = await store.deadJobs.takeUntold(AT_ONCE, REST_MS);
    for (const told of await Promise.allSettled(untold.map(tell))) {
      if (told.status === 'rejected') log.warn({ error: told.reason }, 'parked-untold');
    }
  } catch (error) {
    log.warn({ error }, 'parked-untold');
  }
}

/** Whether the member still waits: not if the outcome was posted, and only its money is left. */
function isUntold({ delivery, erased }: Job): boolean {
  return erased !== true && delivery.state !== 'done' && delivery.state !== 'undeliverable';
}
