import { NotInTurnError } from '../../ports/store.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { placesOf } from './wake-queue.ts';

type Needs = Pick<JobDependencies, 'clock' | 'jobLimits' | 'store'>;

/** How long a job in front of the line sleeps unless a place becomes free. Bounds the wait when a wake-up was lost. */
const LINE_POLL_MS = 10_000;

/** Lets a job past the line when its tenant and its member have a place free, and no newcomer past those in line. */
export async function admit(context: JobContext, needs: Needs): Promise<StageResult> {
  const places = placesOf(needs.jobLimits);
  try {
    await context.save('admitted', (job) => ({ ...job, work: { stage: 'input' } }), { inTurn: places });
    context.show();
    return 'continue';
  } catch (error) {
    if (!(error instanceof NotInTurnError)) throw error;
    context.show();
    // Those further back are woken when it is their turn, and looking before that is in vain: a line of a thousand
    // would do little else.
    const turnsAway = Math.floor((await needs.store.jobs.waitingBefore(context.job)) / places.perTenant);
    return { waitUntilMs: needs.clock.now() + LINE_POLL_MS * (1 + turnsAway) };
  }
}
