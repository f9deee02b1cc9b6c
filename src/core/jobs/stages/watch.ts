import type { ProviderJob } from '../../audiopod/model.ts';
import { BotError } from '../../errors.ts';
import { type ActualCost, actualCost } from '../../wallet/prices.ts';
import { awaitProviderJob } from '../await-provider-job.ts';
import type { Job, Submission } from '../job.ts';
import { newDelivery } from '../new-delivery.ts';
import type { Run, Step } from '../run.ts';
import { type Closing, closing } from './settle.ts';

/** Far beyond what any job takes. By then something is wrong at AudioPod that waiting does not mend. */
const OVERDUE_AFTER_MS = 6 * 3_600_000;
/** A job taken up long after it was submitted, by a new process or because it was asked for again, is still looked at. */
const LOOK_FOR_AT_LEAST_MS = 5 * 60_000;

/** Waits until AudioPod is done with the job, and settles the money in the transaction that records it. */
export async function watch(run: Run): Promise<Step> {
  run.show();
  const submission = run.job.submissions.at(-1);
  if (submission === undefined) throw new BotError('internal', 'A watched job has no submission');
  const deadlineMs = Math.max(
    submission.submittedAtMs + OVERDUE_AFTER_MS,
    run.clock.now() + LOOK_FOR_AT_LEAST_MS,
  );
  const end = await run.parked(() => awaitProviderJob(run, submission, deadlineMs));
  if (end === 'overdue' || end === 'gone') await loseSight(run, end);
  else if (end.state === 'completed') await complete(run, submission, end);
  else await failed(run, submission, end);
  return 'go-on';
}

async function complete(run: Run, submission: Submission, provider: ProviderJob): Promise<void> {
  const { request, quote } = run.job;
  if (quote === undefined) throw new BotError('internal', `Job ${run.job.id} was submitted without a quote`);
  const settled = settling(run, actualCost(request, provider, quote));
  await run.save(
    'completed',
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'completed' },
      money: settled.money,
      submissions: replaceLast(job, closed(submission, provider, 'completed')),
    }),
    { ...settled.options, insist: true },
  );
}

async function failed(run: Run, submission: Submission, provider: ProviderJob): Promise<void> {
  const { money } = run.job;
  const isCancelled = provider.state === 'cancelled';
  const reason = provider.failureText;
  const isOpen = money.state === 'held' || money.state === 'in-doubt';
  await run.save(
    isCancelled ? 'cancelled-at-audiopod' : 'failed-at-audiopod',
    (job) => ({
      ...job,
      attempt: 0,
      work: {
        stage: 'failed',
        failure: {
          code: isCancelled ? 'job-cancelled-there' : 'job-failed',
          facts: reason === undefined ? {} : { reason },
        },
      },
      money: isOpen ? { state: 'released', reservation: money.reservation, amount: money.amount } : job.money,
      delivery: newDelivery(job.delivery),
      submissions: replaceLast(job, closed(submission, provider, isCancelled ? 'cancelled' : 'failed')),
    }),
    {
      insist: true,
      within: async ({ ledger }) => {
        if (isOpen) await ledger.release(money.reservation, run.clock.now());
      },
    },
  );
  run.observer.jobOver(run.job.request.service, 'failed');
}

/** AudioPod neither finished nor failed. Whether it charged cannot be known, so the money is in doubt. */
async function loseSight(run: Run, end: 'overdue' | 'gone'): Promise<void> {
  const closed = closing(run);
  await run.save(
    end,
    (job) => ({
      ...job,
      attempt: 0,
      work: {
        stage: 'failed',
        failure:
          end === 'overdue'
            ? { code: 'job-overdue', facts: { hours: OVERDUE_AFTER_MS / 3_600_000 } }
            : { code: 'audiopod-not-found', facts: {} },
      },
      money: closed.money,
      delivery: newDelivery(job.delivery),
    }),
    closed.options,
  );
  run.observer.jobOver(run.job.request.service, 'failed');
}

function settling(run: Run, cost: ActualCost): Closing {
  const { money } = run.job;
  if (money.state !== 'held' && money.state !== 'in-doubt') return { money, options: {} };
  const { reservation } = money;
  return {
    money: { state: 'settled', reservation, amount: cost.amount, basis: cost.basis },
    options: {
      within: ({ ledger }) => ledger.settle(reservation, cost.amount, cost.basis, run.clock.now()),
    },
  };
}

function closed(
  submission: Submission,
  provider: ProviderJob,
  state: 'completed' | 'failed' | 'cancelled',
): Submission {
  const { credits, durationSeconds, qualityScores } = provider;
  return {
    ...submission,
    state,
    outputs: provider.outputs,
    ...(credits === undefined ? {} : { credits }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(qualityScores === undefined ? {} : { qualityScores }),
  };
}

function replaceLast(job: Job, submission: Submission): readonly Submission[] {
  return [...job.submissions.slice(0, -1), submission];
}
