import { isCostOpen, type Job, type Work } from '../../model/job/job.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { costOfLength } from '../../wallet/pricing/prices.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { type ResultLength, resultLength } from './result-length.ts';
import { settleByCost } from './settle.ts';

type Collected = Extract<Work, { readonly stage: 'collected' }>;

/**
 * Saves that the result is collected. Money that waited for the length of the result is settled by it, in the
 * same transaction: a process that dies before has only to collect again.
 */
export async function saveCollected(
  context: JobContext,
  { clock }: Pick<JobDependencies, 'clock'>,
  work: Collected,
): Promise<void> {
  const collected = (job: Job): Job => ({ ...job, attempt: 0, work });
  if (!isCostOpen(context.job)) {
    await context.save('collected', collected);
    return;
  }
  const length = await resultLength(context.job.request, work, context.signal);
  const nowMs = clock.now();
  await context.transact('collected', async (job, { ledger }) =>
    settleByLength(ledger, collected(job), length, nowMs),
  );
}

/** Settles a job by the length of its result, or by what was reserved if the result tells no length. */
async function settleByLength(
  ledger: Pick<Ledger, 'settle' | 'release'>,
  job: Job,
  length: ResultLength | undefined,
  nowMs: number,
): Promise<Job> {
  if (!isCostOpen(job)) return job;
  const { request, quote } = job;
  const cost = length && costOfLength(request, length.seconds, length.basis, quote?.perMinute);
  const costed: Job = {
    ...job,
    submissions: job.submissions.map((one) =>
      one.state !== 'completed' || cost === undefined ? one : { ...one, cost },
    ),
  };
  return { ...costed, money: await settleByCost(ledger, costed, nowMs) };
}
