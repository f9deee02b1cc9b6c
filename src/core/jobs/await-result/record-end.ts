import { BotError, type Failure } from '../../model/errors.ts';
import { isCostOpen, isWorkOver, type Job, type Submission, type Work } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import { partsToSpeak } from '../../model/job/speech-text.ts';
import { cloneOf } from '../../model/job/voice-clone.ts';
import type { ActualCost } from '../../model/money/job-money.ts';
import { actualCost, quoteForSpeech } from '../../wallet/pricing/prices.ts';
import { speechLength } from '../../wallet/pricing/speech-duration.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { endReservation, settleByCost } from '../money/settle.ts';
import type { Unresolved } from './await-provider-job.ts';
import { WATCHED_FOR_MS } from './deadlines.ts';

type Needs = Pick<JobDependencies, 'clock' | 'observer'>;

/**
 * Records how a submission ended, and settles the money in the same transaction. A member who canceled
 * meanwhile reads that, whatever the end was: a result that was made all the same stays available.
 */
export async function recordEnd(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  end: ProviderJob | Unresolved,
): Promise<void> {
  if (typeof end === 'string') await markUnresolved(context, needs, submission, end);
  else if (end.state === 'completed') await complete(context, needs, submission, end);
  else await failed(context, needs, submission, end);
  const { work, request } = context.job;
  if (work.stage === 'failed' || work.stage === 'cancelled')
    needs.observer.jobOver(request.service, work.stage);
}

/** Returns the end of the work, or that the member canceled it. */
function unlessCancelled(job: Job, work: Work): Work {
  return job.cancelRequested === true ? { stage: 'cancelled' } : work;
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
      const work = unlessCancelled(job, next.work);
      // A result that nobody waits for is not downloaded, so nothing measures it.
      const isMeasured = isCostOpen(costed) && !isWorkOver(work);
      const money = isMeasured ? job.money : await settleByCost(ledger, costed, nowMs);
      // The voice's owner is stored before anyone can be notified that the voice exists.
      if (clone !== undefined) await clones.finish(clone);
      const delivery = isWorkOver(work) ? newDelivery(job.delivery) : job.delivery;
      return { ...costed, ...next, work, money, delivery };
    },
    { insist: true },
  );
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
        work: unlessCancelled(job, { stage: 'failed', failure }),
        // Parts before this one were made, and are paid for.
        money: await settleByCost(ledger, job, nowMs),
        delivery: newDelivery(job.delivery),
        submissions: replaceLast(job, closed(submission, provider, state)),
      };
    },
    { insist: true },
  );
}

/**
 * Records a job that AudioPod neither finished nor failed. It may have charged, so the charge is unconfirmed.
 */
async function markUnresolved(
  context: JobContext,
  needs: Needs,
  submission: Submission,
  end: Unresolved,
): Promise<void> {
  const failures: Readonly<Record<typeof end, Failure>> = {
    overdue: { code: 'job-overdue', facts: { hours: WATCHED_FOR_MS / 3_600_000 } },
    gone: { code: 'audiopod-not-found', facts: {} },
    refused: {
      code: 'audiopod-unauthorized',
      facts: context.job.keyId === undefined ? {} : { ownKey: true },
    },
  };
  const nowMs = needs.clock.now();
  const isGoneAsAsked = ({ cancelRequested }: Job): boolean => cancelRequested === true && end === 'gone';
  const event = isGoneAsAsked(context.job) ? 'cancelled-at-audiopod' : end;
  await context.transact(event, async (job, { ledger, clones }) => {
    // AudioPod deleted the job as asked, and no longer reports what it charged.
    const isStopped = isGoneAsAsked(job);
    if (isStopped) await clones.remove(job.id);
    return {
      ...job,
      attempt: 0,
      work: unlessCancelled(job, { stage: 'failed', failure: failures[end] }),
      money: await endReservation(ledger, job, nowMs),
      delivery: newDelivery(job.delivery),
      submissions: isStopped ? replaceLast(job, { ...submission, state: 'cancelled' }) : job.submissions,
    };
  });
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
