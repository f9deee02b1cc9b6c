import { isCostOpen, type Job } from '../../model/job/job.ts';
import type { Ledger } from '../../model/money/ledger.ts';
import { costOfLength } from '../../wallet/pricing/prices.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import type { ResultLength } from './result-length.ts';
import { settleByCost } from './settle.ts';

/**
 * Saves a change with which the result has been measured. Money that waited for that is settled in the same
 * transaction: a process that dies before has only to measure again.
 */
export async function saveMeasured(
  context: JobContext,
  { clock }: Pick<JobDependencies, 'clock'>,
  change: (job: Job) => Job,
  length: ResultLength | undefined,
): Promise<void> {
  if (!isCostOpen(context.job)) {
    await context.save('collected', change);
    return;
  }
  const nowMs = clock.now();
  await context.transact('collected', async (job, { ledger }) =>
    settleByLength(ledger, change(job), length, nowMs),
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
