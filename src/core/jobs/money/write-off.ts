import type { Job } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';

/** How long a charge may stay unconfirmed before it counts as spent. */
export const WRITE_OFF_AFTER_MS = 24 * 3_600_000;
/** How long a write-off waits while nobody can tell whether a day has passed. */
const UNSURE_PAUSE_MS = 10 * 60_000;

/** Counts a charge that was never confirmed as spent in full, so that no limit is ever exceeded. */
export async function writeOff(
  context: JobContext,
  { clock, time }: Pick<JobDependencies, 'clock' | 'time'>,
): Promise<StageResult> {
  const { money, work } = context.job;
  if (money.state !== 'in-doubt') return 'continue';
  const dueMs = money.sinceMs + WRITE_OFF_AFTER_MS;
  if (clock.now() < dueMs) return { waitUntilMs: dueMs };
  if (!time.isSure()) return { waitUntilMs: clock.now() + UNSURE_PAUSE_MS };
  const { reservation, amount } = money;
  const nowMs = clock.now();
  await context.transact('written-off', async (job, { ledger }) => {
    await ledger.settle(reservation, amount, 'written-off', nowMs);
    const settled: Job = { ...job, money: { state: 'settled', reservation, amount, basis: 'written-off' } };
    if (work.stage !== 'submitting') return settled;
    return {
      ...settled,
      work: { stage: 'failed', failure: { code: 'submission-in-doubt', facts: {} } },
      // A member who was notified of the doubt a day ago needs no message about its end.
      delivery: work.told ? { state: 'done', round: 0, posted: [], atMs: nowMs } : newDelivery(job.delivery),
    };
  });
  return 'continue';
}
