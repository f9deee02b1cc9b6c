import type { Run, Step } from '../run.ts';
import { releasing } from './settle.ts';

/** Ends a job that its member stopped before anything reached AudioPod. */
export async function cancel(run: Run): Promise<Step> {
  const released = releasing(run);
  await run.save(
    'cancelled',
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'cancelled' },
      money: released.money,
      delivery: { state: 'pending', round: 0 },
    }),
    released.options,
  );
  run.observer.jobOver(run.job.request.service, 'cancelled');
  return 'go-on';
}
