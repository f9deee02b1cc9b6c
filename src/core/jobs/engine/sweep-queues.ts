import type { JobDependencies } from '../context/job-context.ts';
import { wakeQueue } from './wake-queue.ts';

/** How long a queue whose wake-up a crash has lost stands still at most. */
const EVERY_MS = 15_000;
/** How many tenants are looked at in one go; the next sweep goes on behind them. */
const TENANTS_AT_ONCE = 100;

/** Wakes the jobs whose turn it is, in every queue. Of all processes, the first one each time does it. */
export async function sweepQueues(
  needs: Pick<JobDependencies, 'store' | 'jobLimits' | 'clock'>,
): Promise<void> {
  const { store } = needs;
  if (!(await store.seen.first('queues-swept', EVERY_MS))) return;
  let after = '';
  for (;;) {
    const tenants = await store.jobs.queues(after, TENANTS_AT_ONCE);
    for (const tenant of tenants) await wakeQueue(needs, tenant);
    const last = tenants.at(-1);
    if (last === undefined || tenants.length < TENANTS_AT_ONCE) return;
    after = last;
  }
}
