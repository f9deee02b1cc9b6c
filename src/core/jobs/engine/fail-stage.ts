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
import { takingGoodPart } from '../context/good-part.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { endReservation } from '../money/settle.ts';
import { awaitOutageAfter } from './await-outage.ts';
import type { StepName } from './next-stage.ts';
import { pauseBefore } from './retries.ts';

type Needs = Pick<
  JobDependencies,
  | 'accounts'
  | 'clock'
  | 'folders'
  | 'notices'
  | 'notifyOwners'
  | 'observer'
  | 'outages'
  | 'releaseKey'
  | 'store'
>;

/** How long a step waits before it is retried when the ledger is unavailable. */
const LEDGER_PAUSE_MS = 5_000;
/** How long to wait before notifying a member again about an unconfirmed charge. */
const TELL_AGAIN_MS = 60 * 60_000;

/**
 * Handles a failed step: schedules a retry, or stores the failure as the outcome and explains it.
 *
 * @throws the error itself when neither applies: the record then stays unchanged, and the job is resumed
 * later.
 */
export async function failStage(
  context: JobContext,
  needs: Needs,
  step: StepName,
  error: unknown,
): Promise<StageResult> {
  const failure = toFailure(error);
  if (failure.code === 'ledger-unavailable') {
    // No money may move without the ledger, and nothing can be stored, so all that is left is to wait.
    context.log.warn({ step, error }, 'step-waits-for-ledger');
    return { waitUntilMs: needs.clock.now() + LEDGER_PAUSE_MS };
  }
  const outage = await awaitOutageAfter(context, needs, step, failure.code);
  if (outage !== undefined) {
    context.log.warn({ step, code: failure.code, error }, 'step-waits-for-outage');
    return outage;
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
  // Only money is left of a job whose work is over: a fault there must not change the outcome.
  if (isWorkOver(context.job.work)) throw error;
  if (takingGoodPart(context.job, failure.code) !== undefined) {
    await context.save('good-part-taken', (job) => takingGoodPart(job, failure.code) ?? job);
    return 'continue';
  }
  await failWork(context, needs, failure);
  return 'continue';
}

/**
 * Whether AudioPod rejected the key. It sends either code for a revoked or expired key (AudioPod API notes
 * 9.1).
 */
function isRejection({ code }: Failure): boolean {
  return code === 'audiopod-unauthorized' || code === 'audiopod-forbidden';
}

/** Replaces a key that no longer works. Returns whether the job continues with another one. */
async function hasReplacedKey(context: JobContext, needs: Needs): Promise<boolean> {
  const submission = context.job.submissions.at(-1);
  const keyId =
    submission && (await findReplacementKey(context, needs, context.job, submission, context.signal));
  if (keyId === undefined) return false;
  await replaceKey(context, needs, keyId);
  return true;
}

/** Stores a failed outcome. Reserved money is released; settled money stays settled. */
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
  // A tenant's own key is for that tenant to fix and to top up.
  if (failure.facts['ownKey'] === true) return;
  if (failure.code === 'audiopod-balance') await needs.notifyOwners(walletEmpty());
  if (failure.code === 'audiopod-unauthorized') await notifyOwnersOfRejectedKey(needs);
}

function walletEmpty(): OwnerNotice {
  return { about: 'wallet-empty', everyMs: 3_600_000, text: translate('en', 'notice.wallet-empty') };
}

/** Keeps the outcome but gives up posting it. The files stay for `/jobs fetch`. */
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
