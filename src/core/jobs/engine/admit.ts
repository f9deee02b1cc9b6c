import { NotInTurnError } from '../../ports/store.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { placesOf } from './wake-queue.ts';

type Needs = Pick<JobDependencies, 'clock' | 'jobLimits' | 'store'>;

/**
 * How long a job at the head of the queue sleeps unless a slot frees up. Bounds the wait after a lost
 * wake-up.
 */
const LINE_POLL_MS = 10_000;

/** Admits a job when its tenant and its member have a free slot. Newcomers never overtake queued jobs. */
export async function admit(context: JobContext, needs: Needs): Promise<StageResult> {
  const places = placesOf(needs.jobLimits);
  try {
    await context.save('admitted', (job) => ({ ...job, work: { stage: 'input' } }), { inTurn: places });
    context.show();
    return 'continue';
  } catch (error) {
    if (!(error instanceof NotInTurnError)) throw error;
    context.show();
    // Jobs further back are woken when it is their turn. Checking earlier is pointless: a queue of a thousand
    // jobs would do little else.
    const turnsAway = Math.floor((await needs.store.jobs.waitingBefore(context.job)) / places.perTenant);
    return { waitUntilMs: needs.clock.now() + LINE_POLL_MS * (1 + turnsAway), mayWakeEarlier: true };
  }
}
