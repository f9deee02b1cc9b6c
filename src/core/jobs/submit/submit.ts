import { accountOf } from '../../accounts/provider-account.ts';
import { AudioPodError } from '../../audiopod/transport/audiopod-error.ts';
import { BotError } from '../../model/errors.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import { newId } from '../../model/job/new-job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { SubmittedJob } from '../../model/job/provider-job.ts';
import { withoutProviderRetry } from '../../model/job/provider-retry.ts';
import { linksIn } from '../../model/job/request.ts';
import { cloneOf } from '../../model/job/voice-clone.ts';
import type { Money } from '../../model/money/job-money.ts';
import type { DeliveryAdapter } from '../../ports/delivery.ts';
import { payingRules } from '../../wallet/limits/paying-rules.ts';
import { allExist } from '../context/folders.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { reserve } from '../money/reserve.ts';
import { endReservation } from '../money/settle.ts';
import { warnLimitNear } from '../money/warn-limit-near.ts';
import { submitToProvider } from './submit-to-provider.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'clock' | 'folders' | 'limits' | 'notices' | 'platform' | 'store'
>;

const CHECK_DEADLINE_MS = 60_000;
/** Longer than any upload within the size limit takes; until then a response may still arrive. */
const SUBMIT_DEADLINE_MS = 15 * 60_000;

/**
 * Submits the job to AudioPod, once. The record holds `submitting` before the first byte is sent, and
 * AudioPod's id after the response; after a crash in between it is found as `submitting` and never submitted
 * again. Unless the money is held already, it is reserved in the transaction that stores `submitting`.
 */
export async function submit(context: JobContext, needs: Needs): Promise<StageResult> {
  if (await isInputLost(context)) {
    await context.save('input-lost', ({ input: _gone, ...job }) => ({ ...job, work: { stage: 'input' } }));
    return 'continue';
  }
  const mayWarn = await beginSubmitting(context, needs);
  // Another key pays than the one AudioPod was to retry the job with.
  if (context.job.work.stage !== 'submitting') return 'continue';
  if (context.job.cancelRequested || !context.isHeld()) {
    // Nothing has been sent yet, so stopping is still free. Saved, because another process may have the job.
    await context.save('submission-withheld', (job) => ({ ...job, work: { stage: 'quoted' } }));
    return 'continue';
  }
  context.show();
  const answer = await send(context, needs);
  if (answer === 'retry-refused') return 'continue';
  if (answer === 'unknown') {
    await markUnconfirmed(context, needs);
    return 'continue';
  }
  await adopt(context, needs, answer);
  if (mayWarn) await warnLimitNear(context, needs);
  return 'continue';
}

async function isInputLost({ job, toFetch }: JobContext): Promise<boolean> {
  if (toFetch === undefined) return false;
  return job.input === undefined || (job.input.kind === 'file' && !(await allExist([job.input])));
}

/**
 * Records that the job is being submitted, and reserves its quote in the same transaction unless money is
 * held already. Nobody must pay for work that cannot be delivered, so the permission to post the outcome is
 * checked first.
 *
 * @returns whether the tenant wants a warning when most of a limit is used.
 * @throws {BotError} what `DeliveryAdapter.requireDeliverable`, {@link payingRules} and {@link reserve} throw.
 */
async function beginSubmitting(context: JobContext, needs: Needs): Promise<boolean> {
  const { clock, limits, platform } = needs;
  // Retried although nothing has been sent yet: a save of unknown outcome would look like a lost submission.
  const insist = { insist: 'until-known' } as const;
  if (context.job.money.state === 'held') {
    const sinceMs = clock.now();
    await context.save('submitting', (job) => ({ ...job, work: { stage: 'submitting', sinceMs } }), insist);
    return false;
  }
  const { id, origin, request, quote } = context.job;
  if (quote === undefined) throw new Error(`Job ${id} is quoted without a quote`);
  const signal = AbortSignal.any([context.signal, clock.timeout(CHECK_DEADLINE_MS)]);
  await requireDeliverable(platform(origin.platform).adapter, origin, signal);
  const reservation = newId();
  const nowMs = clock.now();
  let mayWarn = false;
  await context.transact(
    'submitting',
    async (job, records) => {
      const rules = await payingRules(records, origin.tenant);
      mayWarn = rules.tenant.warnAt !== undefined;
      const { service } = request;
      // Only the length of links is unknown.
      const links = quote.seconds === undefined ? linksIn(request) : 0;
      const order = { id: reservation, jobId: id, payer: origin, service, links, nowMs };
      const amount = await reserve(records.ledger, { ...order, quote, rules, limits });
      const paid = paidWith(job, rules.keyId, { state: 'held', reservation, amount });
      // If another key pays than the one AudioPod was to retry the job with, the job starts over with its
      // input.
      return paid.work.stage === job.work.stage
        ? { ...paid, work: { stage: 'submitting', sinceMs: nowMs } }
        : paid;
    },
    insist,
  );
  return mayWarn;
}

/** Requires that the outcome can be posted. A platform out of reach has no result to wait for yet, unlike later. */
async function requireDeliverable(
  adapter: Pick<DeliveryAdapter, 'requireDeliverable'>,
  origin: Origin,
  signal: AbortSignal,
): Promise<void> {
  try {
    await adapter.requireDeliverable(origin, signal);
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'delivery-failed') throw error;
    const facts = { ...error.facts, isEarly: true };
    throw new BotError('delivery-failed', error.message, { facts, cause: error });
  }
}

/** Returns the job with its money held. From here on it uses the key that pays now, even if later jobs don't. */
function paidWith(job: Job, keyId: string | undefined, money: Money): Job {
  // AudioPod retries a failed job only in the account in which it failed.
  const { keyId: _before, ...begun } = job.keyId === keyId ? job : withoutProviderRetry(job);
  return { ...begun, ...(keyId === undefined ? {} : { keyId }), attempt: 0, money };
}

/**
 * Stores AudioPod's id; from here on the job can be found there. An unconfirmed charge stays unconfirmed
 * until AudioPod reports a final state, in the record as in the ledger.
 */
export async function adopt(
  context: JobContext,
  needs: Pick<JobDependencies, 'clock' | 'folders'>,
  answer: Pick<SubmittedJob, 'id' | 'creditsReserved'>,
): Promise<void> {
  const submission: Submission = {
    service: context.job.request.service,
    providerId: answer.id,
    submittedAtMs: needs.clock.now(),
    state: 'watching',
    ...(answer.creditsReserved === undefined ? {} : { credits: answer.creditsReserved }),
  };
  const clone = cloneOf(context.job, answer.id);
  // If the record is lost all the same, the bot owner can still find what was paid for.
  context.log.info({ service: submission.service, providerId: submission.providerId }, 'submitted');
  const withSubmission = (job: Job): Job =>
    isKnown(job, submission)
      ? job
      : { ...job, attempt: 0, work: { stage: 'watching' }, submissions: [...job.submissions, submission] };
  // Also when another process has since given the submission up: no other process knows this id.
  const options = { insist: true, uponAnyChange: true } as const;
  if (clone === undefined) await context.save('submitted', withSubmission, options);
  else {
    await context.transact(
      'submitted',
      async (job, { clones }) => {
        await clones.begin(clone);
        return withSubmission(job);
      },
      options,
    );
  }
  // Only jobs with a file to fetch have put anything there, so the others skip the check.
  if (context.toFetch !== undefined) await needs.folders.removeTemp(context.job.id);
}

function isKnown(job: Job, submission: Submission): boolean {
  return job.submissions.some((one) => one.providerId === submission.providerId);
}

async function markUnconfirmed(context: JobContext, needs: Needs): Promise<void> {
  const nowMs = needs.clock.now();
  await context.transact(
    'in-doubt',
    async (job, { ledger }) => ({ ...job, attempt: 0, money: await endReservation(ledger, job, nowMs) }),
    { insist: true },
  );
}

/** Turns a refused provider retry into an ordinary job, which uses the money already reserved for it. */
async function startOver(context: JobContext): Promise<void> {
  await context.save('remake-refused', withoutProviderRetry, { insist: true });
}

async function send(context: JobContext, needs: Needs): Promise<SubmittedJob | 'unknown' | 'retry-refused'> {
  // Not the drain's signal: aborting a request in progress would only leave its outcome unknown. A process that
  // takes over a lost job relies on no upload going on; what was sent whole is answered before it gives up looking.
  const signal = AbortSignal.any([context.lost, needs.clock.timeout(SUBMIT_DEADLINE_MS)]);
  try {
    using account = await accountOf(needs.accounts, context.job.keyId);
    return await submitToProvider(account.audiopod, context.job, signal);
  } catch (error) {
    if (error instanceof AudioPodError && error.outcome === 'unknown') {
      context.log.warn({ error }, 'submission-in-doubt');
      return 'unknown';
    }
    if (
      context.job.remakes !== undefined &&
      error instanceof AudioPodError &&
      isProviderRetryRefused(error)
    ) {
      context.log.info({ error }, 'remake-refused');
      await startOver(context);
      return 'retry-refused';
    }
    if (error instanceof BotError) {
      // Certainly refused: the record must not look like a lost submission, whatever happens next. Also when
      // another process has the job by now, because only this one knows.
      await context.save('submission-refused', refused, { insist: true, uponAnyChange: true });
      throw error;
    }
    context.log.error({ error }, 'submission-in-doubt');
    return 'unknown';
  }
}

/** Returns the job as it was before its submission, unless another process has gone on from that. */
function refused(job: Job): Job {
  const isAsSent = job.work.stage === 'submitting' && job.money.state === 'held';
  return isAsSent ? { ...job, work: { stage: 'quoted' } } : job;
}

/** Whether a refusal means that AudioPod will never retry this job. Any other refusal may be temporary. */
export function isProviderRetryRefused({ code }: AudioPodError): boolean {
  return code === 'audiopod-rejected' || code === 'audiopod-not-found' || code === 'audiopod-not-offered';
}
