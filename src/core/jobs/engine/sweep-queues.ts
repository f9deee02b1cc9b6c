import type { JobDependencies } from '../context/job-context.ts';
import { wakeQueue } from './wake-queue.ts';

/** How many tenants are looked at in one go; the next sweep goes on behind them. */
const TENANTS_AT_ONCE = 100;

/** Wakes the jobs whose turn it is, in every queue whose wake-up a crash may have lost. */
export async function sweepQueues(
  needs: Pick<JobDependencies, 'store' | 'jobLimits' | 'clock'>,
): Promise<void> {
  const { store } = needs;
  let after = '';
  for (;;) {
    const tenants = await store.jobs.queues(after, TENANTS_AT_ONCE);
    for (const tenant of tenants) await wakeQueue(needs, tenant);
    const last = tenants.at(-1);
    if (last === undefined || tenants.length < TENANTS_AT_ONCE) return;
    after = last;
  }
}
