import { type Failure, toFailure } from '../../model/errors.ts';
import { isWorkOver } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { OwnerNotice } from '../../notify/notify-owners.ts';
import { translate } from '../../text/words.ts';
import {
  findReplacementKey,
  notifyOwnersOfRejectedKey,
  notifyRejectedKey,
  replaceKey,
  withKeyRejected,
} from '../await-result/rejected-key.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation } from '../money/settle.ts';
import type { StepName } from './next-stage.ts';
import { pauseBefore } from './retries.ts';

type Needs = Pick<
  JobDependencies,
  'accounts' | 'clock' | 'folders' | 'notices' | 'notifyOwners' | 'observer' | 'releaseKey' | 'store'
>;

/** How long no account book is waited for before the same step is tried again. */
const LEDGER_PAUSE_MS = 5_000;
/** A person who cannot be told of a doubt now is told when the bot next looks for the job. */
const TELL_AGAIN_MS = 60 * 60_000;

/**
 * Decides what a failed step means: another try later, or an outcome that is recorded and explained.
 *
 * @throws the error itself when it is neither: the record then stays as it is, and the job is taken up again.
 */
export async function failStage(
  context: JobContext,
  needs: Needs,
  step: StepName,
  error: unknown,
): Promise<StageResult> {
  const failure = toFailure(error);
  if (failure.code === 'ledger-unavailable') {
    // It comes back or it does not; either way no money may move without it, and nothing can be recorded.
    context.log.warn({ step, error }, 'step-waits-for-ledger');
    return { waitUntilMs: needs.clock.now() + LEDGER_PAUSE_MS };
  }
  const attempt = context.job.attempt + 1;
  const pauseMs = pauseBefore(step, failure.code, attempt);
  if (pauseMs !== undefined) {
    context.log.warn({ step, code: failure.code, attempt, pauseMs, error }, 'step-retried');
    const isRejected = isRejection(failure);
    await context.save('retried', (job) => ({
      ...job,
      attempt,
      work: withKeyRejected(job.work, isRejected),
    }));
    if (isRejected) {
      if (await hasReplacedKey(context, needs)) return 'continue';
      await notifyRejectedKey(context, needs);
    }
    return { waitUntilMs: needs.clock.now() + pauseMs };
  }
  if (failure.code === 'own-key-gone' && (await hasReplacedKey(context, needs))) return 'continue';
  context.log[failure.code === 'internal' ? 'error' : 'info'](
    { step, code: failure.code, error },
    'step-failed',
  );
  if (step === 'deliver') {
    await giveUpDelivery(context, needs, failure);
    return 'continue';
  }
  if (step === 'recover') {
    await context.save('doubt-untold', (job) => ({ ...job, attempt: 0 }));
    return { waitUntilMs: needs.clock.now() + TELL_AGAIN_MS };
  }
  // What is left of a job whose work is over is about money: a fault there must not change the outcome.
  if (isWorkOver(context.job.work)) throw error;
  await failWork(context, needs, failure);
  return 'continue';
}

/** Of a key that has been revoked or has expired, AudioPod says either (AudioPod API notes 9.1). */
function isRejection({ code }: Failure): boolean {
  return code === 'audiopod-unauthorized' || code === 'audiopod-forbidden';
}

/** True when the job goes on with another key. */
async function hasReplacedKey(context: JobContext, needs: Needs): Promise<boolean> {
  const submission = context.job.submissions.at(-1);
  const keyId =
    submission && (await findReplacementKey(context, needs, context.job, submission, context.signal));
  if (keyId === undefined) return false;
  await replaceKey(context, needs, keyId);
  return true;
}

/** The work has a bad outcome. What was held is given back; what was settled stays settled. */
async function failWork(context: JobContext, needs: Needs, failure: Failure): Promise<void> {
  const nowMs = needs.clock.now();
  await context.transact(`failed:${failure.code}`, async (job, { ledger }) => ({
    ...job,
    attempt: 0,
    work: { stage: 'failed', failure },
    money: await endReservation(ledger, job, nowMs),
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(context.job.request.service, 'failed');
  await needs.folders.removeTemp(context.job.id);
  // A tenant's own key is that tenant's to put right, and to fill.
  if (failure.facts['ownKey'] === true) return;
  if (failure.code === 'audiopod-balance') await needs.notifyOwners(walletEmpty());
  if (failure.code === 'audiopod-unauthorized') await notifyOwnersOfRejectedKey(needs);
}

function walletEmpty(): OwnerNotice {
  return { about: 'wallet-empty', everyMs: 3_600_000, text: translate('en', 'notice.wallet-empty') };
}

/** The work keeps its outcome; only the posting of it is given up. The files stay for `/jobs fetch`. */
async function giveUpDelivery(context: JobContext, needs: Needs, failure: Failure): Promise<void> {
  await context.save(`undeliverable:${failure.code}`, (job) => ({
    ...job,
    attempt: 0,
    delivery: {
      state: 'undeliverable',
      round: job.delivery.state === 'none' ? 0 : job.delivery.round,
      failure,
      atMs: needs.clock.now(),
    },
  }));
  needs.observer.delivery(context.job.origin.platform, 'undeliverable');
}
