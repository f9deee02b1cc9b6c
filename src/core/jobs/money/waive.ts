import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { stamp } from '../../model/job/history.ts';
import { isCostOpen, type Job } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { Money } from '../../model/money/job-money.ts';
import type { Store } from '../../ports/store.ts';
import { changeNewest } from '../context/change-newest.ts';

/**
 * Releases an unconfirmed charge immediately, for any member's job. The caller checks the permission.
 *
 * @param by the acting person, as in `origin.member`; stored with the tenant's changes.
 * @throws {BotError} `job-unknown`, `job-not-in-doubt`.
 */
export type Waive = (jobId: string, by: string) => Promise<Job>;

type Doubt = Extract<Money, { readonly state: 'in-doubt' }>;

/** Creates a {@link Waive} over the store. */
export function createWaive({ store, clock }: { readonly store: Store; readonly clock: Clock }): Waive {
  return (jobId, by) =>
    changeNewest(async () => {
      const job = await store.jobs.get(jobId);
      if (job === undefined) {
        throw new BotError('job-unknown', 'No such job', { facts: { job: jobId.slice(0, 40) } });
      }
      const { money } = job;
      // One that AudioPod finished meanwhile is confirmed as soon as its result is measured.
      if (money.state !== 'in-doubt' || isCostOpen(job))
        throw new BotError('job-not-in-doubt', 'The job has no unconfirmed charge');
      const nowMs = clock.now();
      return store.transaction(async ({ jobs, ledger, rules }) => {
        // Saved first, so that the second of two concurrent waivers finds the record changed, and not the
        // reservation missing.
        const waived = forgiven(job, money, nowMs);
        const saved = await jobs.save({ ...waived, ...stamp(job.history, 'forgiven', nowMs) }, nowMs);
        await ledger.release(money.reservation, nowMs);
        await rules.note(
          job.origin.tenant,
          { member: by, nowMs },
          { what: `forgiven.${job.id}`, before: JSON.stringify(money.amount), after: '0' },
        );
        return saved;
      });
    });
}

/**
 * Returns the job with its charge waived. The bot no longer looks for it, and sends no message when the
 * member was already notified of the doubt: they can look the result up.
 */
function forgiven(job: Job, { reservation, amount }: Doubt, nowMs: number): Job {
  const money: Money = { state: 'released', reservation, amount, forgiven: true };
  if (job.work.stage !== 'submitting') return { ...job, attempt: 0, money };
  return {
    ...job,
    attempt: 0,
    money,
    work: { stage: 'failed', failure: { code: 'submission-in-doubt', facts: {} } },
    delivery: job.work.told
      ? { state: 'done', round: 0, posted: [], atMs: nowMs }
      : newDelivery(job.delivery),
  };
}
