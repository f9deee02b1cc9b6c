import { outcomeActions, outcomeText } from '../../text/outcome.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { postSignal } from '../deliver/post-signal.ts';

type Needs = Pick<JobDependencies, 'clock' | 'platform'>;

/** Tells the person, before the outcome is known, that the job may have been charged. */
export async function deliverUnconfirmed(context: JobContext, needs: Needs): Promise<void> {
  const { job } = context;
  const { adapter } = needs.platform(job.origin.platform);
  await adapter.post(
    job.origin,
    {
      key: `${job.id}:doubt`,
      jobId: job.id,
      text: outcomeText(job),
      files: [],
      actions: outcomeActions(job),
    },
    postSignal(context, needs),
  );
}
