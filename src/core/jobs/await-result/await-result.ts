import { BotError, type Failure } from '../../model/errors.ts';
import { isCostOpen, type Job, type Submission } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { cloneOf } from '../../model/job/voice-clone.ts';
import type { ActualCost } from '../../model/money/job-money.ts';
import { actualCost, quoteForSpeech } from '../../wallet/pricing/prices.ts';
import { speechLength } from '../../wallet/pricing/speech-duration.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation, settleByCost } from '../money/settle.ts';
import { awaitProviderJob } from './await-provider-job.ts';
import { replaceKey } from './rejected-key.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'clock' | 'notices' | 'notifyOwners' | 'observer' | 'releaseKey' | 'store'
>;

/** Far longer than any job takes. By then AudioPod has a fault that waiting does not fix. */
const OVERDUE_AFTER_MS = 6 * 3_600_000;
/**
 * A job resumed long after its submission, by a new process or for a repeated request, is still checked for
 * this long.
 */
const LOOK_FOR_AT_LEAST_MS = 5 * 60_000;

/**
 * Waits until AudioPod ends the job, and settles the money in the transaction that records it. Only where the
 * length of the result is needed for that, the money stays held until the result is collected.
 */
export async function watch(context: JobContext, needs: Needs): Promise<StageResult> {
  context.show();
  const submission = context.job.submissions.at(-1);
  if (submission === undefined) throw new BotError('internal', 'A watched job has no submission');
  const deadlineMs = Math.max(
    submission.submittedAtMs + OVERDUE_AFTER_MS,
    needs.clock.now() + LOOK_FOR_AT_LEAST_MS,
  );
  const end = await context.parked(() => awaitProviderJob(context, needs, submission, deadlineMs));
  if (typeof end === 'object' && 'watchedBy' in end) return { handOverTo: end.watchedBy };
  if (typeof end === 'string') await markUnresolved(context, needs, end);
  else if ('replacingKeyId' in end) await replaceKey(context, needs, end.replacingKeyId);
  else if (end.state === 'completed') await complete(context, needs, submission, end);
  else await failed(context, needs, submission, end);
  return 'continue';
}

/**
 * Records what a submission made and cost. The money is settled with the last one; until then all of it stays
 * held.
 */
async function complete(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  provider: ProviderJob,
): Promise<void> {
  const cost = costOf(context.job, provider);
  const withCost = (job: Job): readonly Submission[] =>
    replaceLast(job, {
      ...closed(submission, provider, 'completed'),
      ...(cost === undefined ? {} : { cost }),
    });
  const next = nextAfter(context.job);
  if (next.work.stage === 'quoted') {
    await context.save('part-completed', (job) => ({ ...job, ...next, submissions: withCost(job) }), {
      insist: true,
    });
    return;
  }
  const nowMs = needs.clock.now();
  const clone = cloneOf(context.job, submission.providerId);
  await context.transact(
    'completed',
    async (job, { ledger, clones }) => {
      const costed = { ...job, submissions: withCost(job) };
      const money = isCostOpen(costed) ? job.money : await settleByCost(ledger, costed, nowMs);
      // The voice's owner is stored before anyone can be notified that the voice exists.
      if (clone !== undefined) await clones.finish(clone);
      const delivery = next.work.stage === 'failed' ? newDelivery(job.delivery) : job.delivery;
      return { ...costed, ...next, money, delivery };
    },
    { insist: true },
  );
  if (next.work.stage === 'failed') needs.observer.jobOver(context.job.request.service, 'failed');
}

/**
 * Returns the cost; nothing while it is open, and for a provider retry: the failed job's charge was refunded,
 * and there is no new one.
 */
function costOf(job: Job, provider: ProviderJob): ActualCost | undefined {
  if (job.remakes !== undefined) return undefined;
  const { id, request, quote, submissions } = job;
  if (quote === undefined) throw new BotError('internal', `Job ${id} was submitted without a quote`);
  const part = partsToSpeak(job)[submissions.length - 1];
  const { perMinute } = quote;
  const amount =
    request.service === 'speech' && part !== undefined
      ? quoteForSpeech(speechLength(part, request), perMinute)
      : quote.amount;
  return actualCost(request, provider, { amount, ...(perMinute === undefined ? {} : { perMinute }) });
}

/**
 * Returns the next work: long speech continues with its next part; all else is complete with its submission.
 */
function nextAfter(job: Job): Pick<Job, 'attempt' | 'work'> {
  const { submissions, money } = job;
  const parts = partsToSpeak(job).length;
  if (submissions.length >= parts) return { attempt: 0, work: { stage: 'completed' } };
  if (money.state === 'held') return { attempt: 0, work: { stage: 'quoted' } };
  // Contact was lost for so long that no money is reserved for the rest any more.
  const failure = { code: 'speech-incomplete', facts: { spoken: submissions.length, parts } } as const;
  return { attempt: 0, work: { stage: 'failed', failure } };
}

async function failed(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  provider: ProviderJob,
): Promise<void> {
  const isCancelled = provider.state === 'cancelled';
  const reason = provider.failureText;
  const failure: Failure = {
    code: isCancelled ? 'job-cancelled-there' : 'job-failed',
    facts: reason === undefined ? {} : { reason },
  };
  const state = isCancelled ? 'cancelled' : 'failed';
  const nowMs = needs.clock.now();
  await context.transact(
    `${state}-at-audiopod`,
    async (job, { ledger, clones }) => {
      await clones.remove(job.id);
      return {
        ...job,
        attempt: 0,
        work: { stage: 'failed', failure },
        // Parts before this one were made, and are paid for.
        money: await settleByCost(ledger, job, nowMs),
        delivery: newDelivery(job.delivery),
        submissions: replaceLast(job, closed(submission, provider, state)),
      };
    },
    { insist: true },
  );
  needs.observer.jobOver(context.job.request.service, 'failed');
}

/**
 * Records a job that AudioPod neither finished nor failed. It may have charged, so the charge is unconfirmed.
 */
async function markUnresolved(
  context: JobContext,
  needs: Needs,
  end: 'overdue' | 'gone' | 'refused',
): Promise<void> {
  const failures: Readonly<Record<typeof end, Failure>> = {
    overdue: { code: 'job-overdue', facts: { hours: OVERDUE_AFTER_MS / 3_600_000 } },
    gone: { code: 'audiopod-not-found', facts: {} },
    refused: {
      code: 'audiopod-unauthorized',
      facts: context.job.keyId === undefined ? {} : { ownKey: true },
    },
  };
  const nowMs = needs.clock.now();
  await context.transact(end, async (job, { ledger }) => ({
    ...job,
    attempt: 0,
    work: { stage: 'failed', failure: failures[end] },
    money: await endReservation(ledger, job, nowMs),
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(context.job.request.service, 'failed');
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
