import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';

/** How long money may stay in doubt before it counts as spent. */
export const WRITE_OFF_AFTER_MS = 24 * 3_600_000;

/** Ends a doubt that nothing resolved: the whole amount counts as spent, so no limit is ever exceeded. */
export async function writeOff(run: JobContext): Promise<StageResult> {
  const { money, work } = run.job;
  if (money.state !== 'in-doubt') return 'continue';
  const dueMs = money.sinceMs + WRITE_OFF_AFTER_MS;
  if (run.clock.now() < dueMs) return { waitUntilMs: dueMs };
  const { reservation, amount } = money;
  await run.save(
    'written-off',
    (job) => ({
      ...job,
      money: { state: 'settled', reservation, amount, basis: 'written-off' },
      ...(work.stage === 'submitting'
        ? {
            work: { stage: 'failed', failure: { code: 'submission-in-doubt', facts: {} } },
            // Whoever read about the doubt a day ago needs no message about its end.
            delivery: work.told
              ? { state: 'done', round: 0, posted: [], atMs: run.clock.now() }
              : newDelivery(job.delivery),
          }
        : {}),
    }),
    { within: ({ ledger }) => ledger.settle(reservation, amount, 'written-off', run.clock.now()) },
  );
  return 'continue';
}
