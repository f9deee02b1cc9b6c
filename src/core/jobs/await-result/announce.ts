import { StaleJobError } from '../../model/save-errors.ts';
import { HoldLostError } from '../../ports/store.ts';
import { progressOf } from '../context/create-job-context.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

/** AudioPod works meanwhile, so this delays nothing but the first look at the job. */
const DEADLINE_MS = 10_000;

/**
 * Lets the platform show in public that the job runs, and records where. Best effort: a job that can't be announced
 * goes on all the same.
 */
export async function announce(
  context: JobContext,
  { platform, clock }: Pick<JobDependencies, 'clock' | 'platform'>,
): Promise<void> {
  const { origin } = context.job;
  try {
    const { adapter } = platform(origin.platform);
    if (adapter.announce === undefined) return;
    const signal = AbortSignal.any([context.lost, clock.timeout(DEADLINE_MS)]);
    const reply = await adapter.announce(origin, progressOf(context.job, {}), signal);
    if (reply === undefined) return;
    await context.save('announced', (job) =>
      // The result may have been requested from elsewhere meanwhile.
      job.origin.reply === origin.reply ? { ...job, origin: { ...job.origin, reply } } : job,
    );
  } catch (error) {
    if (error instanceof StaleJobError || error instanceof HoldLostError) throw error;
    context.log.info({ error }, 'not-announced');
  }
}
