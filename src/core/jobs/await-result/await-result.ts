import { BotError, type Failure } from '../../model/errors.ts';
import type { ActualCost, Job, Submission } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { ProviderJob } from '../../model/job/provider-job.ts';
import { speechParts } from '../../model/job/speech-parts.ts';
import { cloneOf } from '../../model/job/voice-clone.ts';
import { actualCost, quoteForPart } from '../../wallet/pricing/prices.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { endOf, type Settlement, settlementOf } from '../money/settle.ts';
import { awaitProviderJob } from './await-provider-job.ts';
import { replaceKey } from './rejected-key.ts';

/** Far beyond what any job takes. By then something is wrong at AudioPod that waiting does not mend. */
const OVERDUE_AFTER_MS = 6 * 3_600_000;
/** A job taken up long after it was submitted, by a new process or because it was asked for again, is still looked at. */
const LOOK_FOR_AT_LEAST_MS = 5 * 60_000;

/** Waits until AudioPod is done with the job, and settles the money in the transaction that records it. */
export async function watch(run: JobContext): Promise<StageResult> {
  run.show();
  const submission = run.job.submissions.at(-1);
  if (submission === undefined) throw new BotError('internal', 'A watched job has no submission');
  const deadlineMs = Math.max(
    submission.submittedAtMs + OVERDUE_AFTER_MS,
    run.clock.now() + LOOK_FOR_AT_LEAST_MS,
  );
  const end = await run.parked(() => awaitProviderJob(run, submission, deadlineMs));
  if (typeof end === 'string') await loseSight(run, end);
  else if ('replacingKeyId' in end) await replaceKey(run, end.replacingKeyId);
  else if (end.state === 'completed') await complete(run, submission, end);
  else await failed(run, submission, end);
  return 'continue';
}

/** Notes what a submission made and cost. The money is settled with the last one; until then all of it stays held. */
async function complete(run: JobContext, submission: Submission, provider: ProviderJob): Promise<void> {
  const cost = costOf(run.job, provider);
  const withCost = (job: Job): readonly Submission[] =>
    replaceLast(job, {
      ...closed(submission, provider, 'completed'),
      ...(cost === undefined ? {} : { cost }),
    });
  const next = nextAfter(run.job);
  if (next.work.stage === 'quoted') {
    await run.save('part-completed', (job) => ({ ...job, ...next, submissions: withCost(job) }), {
      insist: true,
    });
    return;
  }
  const settled = settling(run, { ...run.job, submissions: withCost(run.job) });
  const clone = cloneOf(run.job, submission.providerId);
  await run.save(
    'completed',
    (job) => ({
      ...job,
      ...next,
      money: settled.money,
      submissions: withCost(job),
      ...(next.work.stage === 'failed' ? { delivery: newDelivery(job.delivery) } : {}),
    }),
    {
      insist: true,
      within: async (records) => {
        await settled.options.within?.(records);
        // Whose the voice is, is on record before anybody can be told that it is there.
        if (clone !== undefined) await records.clones.finish(clone);
      },
    },
  );
  if (next.work.stage === 'failed') run.observer.jobOver(run.job.request.service, 'failed');
}

/** The parts of a long text in the order they are spoken. Nothing else has any. */
function partsOf({ request, input }: Job): readonly string[] {
  return request.service === 'speech' && input?.kind === 'text' ? speechParts(input.text) : [];
}

/** Nothing for what AudioPod made again: the charge for it was given back when it failed, and there is no new one. */
function costOf(job: Job, provider: ProviderJob): ActualCost | undefined {
  if (job.remakes !== undefined) return undefined;
  const { id, request, quote, submissions, money } = job;
  if (quote === undefined) throw new BotError('internal', `Job ${id} was submitted without a quote`);
  const part = partsOf(job)[submissions.length - 1];
  // Of what nobody knew the length of, less may have been set aside than was quoted.
  const held = money.state === 'held' || money.state === 'in-doubt' ? money : quote;
  const { perMinute } = quote;
  const { amount } =
    request.service === 'speech' && part !== undefined ? quoteForPart(request, part, perMinute) : held;
  return actualCost(request, provider, { amount, ...(perMinute === undefined ? {} : { perMinute }) });
}

/** Long speech goes on with its next part; everything else is made once its submission is completed. */
function nextAfter(job: Job): Pick<Job, 'attempt' | 'work'> {
  const { submissions, money } = job;
  const parts = partsOf(job).length;
  if (submissions.length >= parts) return { attempt: 0, work: { stage: 'completed' } };
  if (money.state === 'held') return { attempt: 0, work: { stage: 'quoted' } };
  // Sight of it was lost for so long that nothing is set aside for the rest any more.
  const failure = { code: 'speech-incomplete', facts: { spoken: submissions.length, parts } } as const;
  return { attempt: 0, work: { stage: 'failed', failure } };
}

async function failed(run: JobContext, submission: Submission, provider: ProviderJob): Promise<void> {
  const isCancelled = provider.state === 'cancelled';
  const reason = provider.failureText;
  // Parts before this one were made, and are paid for.
  const settled = settling(run, run.job);
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
      money: settled.money,
      delivery: newDelivery(job.delivery),
      submissions: replaceLast(job, closed(submission, provider, isCancelled ? 'cancelled' : 'failed')),
    }),
    {
      insist: true,
      within: async (records) => {
        await records.clones.remove(run.job.id);
        await settled.options.within?.(records);
      },
    },
  );
  run.observer.jobOver(run.job.request.service, 'failed');
}

/** AudioPod neither finished nor failed. Whether it charged cannot be known, so the money is in doubt. */
async function loseSight(run: JobContext, end: 'overdue' | 'gone' | 'refused'): Promise<void> {
  const closed = settlementOf(run);
  const failures: Readonly<Record<typeof end, Failure>> = {
    overdue: { code: 'job-overdue', facts: { hours: OVERDUE_AFTER_MS / 3_600_000 } },
    gone: { code: 'audiopod-not-found', facts: {} },
    refused: {
      code: 'audiopod-unauthorized',
      facts: run.job.keyId === undefined ? {} : { ownKey: true },
    },
  };
  await run.save(
    end,
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'failed', failure: failures[end] },
      money: closed.money,
      delivery: newDelivery(job.delivery),
    }),
    closed.options,
  );
  run.observer.jobOver(run.job.request.service, 'failed');
}

/** Ends what is held or in doubt by what the job cost. AudioPod has spoken its last word on all of it. */
function settling(run: JobContext, job: Job): Settlement {
  const { money } = job;
  if (money.state !== 'held' && money.state !== 'in-doubt') return { money, options: {} };
  return endOf(job, money.reservation, money.amount, run.clock.now());
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
