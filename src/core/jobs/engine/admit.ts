import { NotInTurnError } from '../../model/save-errors.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { placesOf } from './wake-queue.ts';

type Needs = Pick<JobDependencies, 'jobLimits'>;

/**
 * Admits a job when its tenant and its member have a free slot. Newcomers never overtake queued jobs. A queued job
 * sleeps until one that leaves its slot wakes it.
 */
export async function admit(context: JobContext, needs: Needs): Promise<StageResult> {
  const places = placesOf(needs.jobLimits);
  try {
    await context.save('admitted', (job) => ({ ...job, work: { stage: 'input' } }), { inTurn: places });
    context.show();
    return 'continue';
  } catch (error) {
    if (!(error instanceof NotInTurnError)) throw error;
    context.show();
    return { waitUntilMs: null, mayWakeEarlier: true };
  }
}
