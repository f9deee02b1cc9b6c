import { outcomeActions, outcomeText } from '../../text/outcome.ts';
import type { JobContext } from '../context/job-context.ts';
import { postSignal } from '../deliver/post-signal.ts';

/** Tells the person, before the outcome is known, that the job may have been charged. */
export async function deliverUnconfirmed(run: JobContext): Promise<void> {
  const { job } = run;
  const { adapter } = run.platform(job.origin.platform);
  await adapter.post(
    job.origin,
    {
      key: `${job.id}:doubt`,
      jobId: job.id,
      text: outcomeText(job),
      files: [],
      actions: outcomeActions(job),
    },
    postSignal(run),
  );
}
