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
  withKeyRefused,
} from '../await-result/rejected-key.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { settlementOf } from '../money/settle.ts';
import type { StepName } from './next-stage.ts';
import { pauseBefore } from './retries.ts';

/** How long no account book is waited for before the same step is tried again. */
const LEDGER_PAUSE_MS = 5_000;
/** A person who cannot be told of a doubt now is told when the bot next looks for the job. */
const TELL_AGAIN_MS = 60 * 60_000;

/**
 * Decides what a failed step means: another try later, or an outcome that is recorded and explained.
 *
 * @throws the error itself when it is neither: the record then stays as it is, and the job is taken up again.
 */
export async function failStage(run: JobContext, step: StepName, error: unknown): Promise<StageResult> {
  const failure = toFailure(error);
  if (failure.code === 'ledger-unavailable') {
    // It comes back or it does not; either way no money may move without it, and nothing can be recorded.
    run.log.warn({ step, error }, 'step-waits-for-ledger');
    return { waitUntilMs: run.clock.now() + LEDGER_PAUSE_MS };
  }
  const attempt = run.job.attempt + 1;
  const pauseMs = pauseBefore(step, failure.code, attempt);
  if (pauseMs !== undefined) {
    run.log.warn({ step, code: failure.code, attempt, pauseMs, error }, 'step-retried');
    const isRefused = isRefusal(failure);
    await run.save('retried', (job) => ({ ...job, attempt, work: withKeyRefused(job.work, isRefused) }));
    if (isRefused) {
      if (await hasReplacedKey(run)) return 'continue';
      await notifyRejectedKey(run);
    }
    return { waitUntilMs: run.clock.now() + pauseMs };
  }
  if (failure.code === 'own-key-gone' && (await hasReplacedKey(run))) return 'continue';
  run.log[failure.code === 'internal' ? 'error' : 'info']({ step, code: failure.code, error }, 'step-failed');
  if (step === 'deliver') {
    await giveUpDelivery(run, failure);
    return 'continue';
  }
  if (step === 'recover') {
    await run.save('doubt-untold', (job) => ({ ...job, attempt: 0 }));
    return { waitUntilMs: run.clock.now() + TELL_AGAIN_MS };
  }
  // What is left of a job whose work is over is about money: a fault there must not change the outcome.
  if (isWorkOver(run.job.work)) throw error;
  await failWork(run, failure);
  return 'continue';
}

/** Of a key that has been revoked or has expired, AudioPod says either (AudioPod API notes 9.1). */
function isRefusal({ code }: Failure): boolean {
  return code === 'audiopod-unauthorized' || code === 'audiopod-forbidden';
}

/** True when the job goes on with another key. */
async function hasReplacedKey(run: JobContext): Promise<boolean> {
  const submission = run.job.submissions.at(-1);
  const keyId = submission && (await findReplacementKey(run, run.job, submission, run.signal));
  if (keyId === undefined) return false;
  await replaceKey(run, keyId);
  return true;
}

/** The work has a bad outcome. What was held is given back; what was settled stays settled. */
async function failWork(run: JobContext, failure: Failure): Promise<void> {
  const closed = settlementOf(run);
  await run.save(
    `failed:${failure.code}`,
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'failed', failure },
      money: closed.money,
      delivery: newDelivery(job.delivery),
    }),
    closed.options,
  );
  run.observer.jobOver(run.job.request.service, 'failed');
  await run.folders.removeTemp(run.job.id);
  // A tenant's own key is that tenant's to put right, and to fill.
  if (failure.facts['ownKey'] === true) return;
  if (failure.code === 'audiopod-balance') await run.notifyOwners(walletEmpty());
  if (failure.code === 'audiopod-unauthorized') await notifyOwnersOfRejectedKey(run);
}

function walletEmpty(): OwnerNotice {
  return { about: 'wallet-empty', everyMs: 3_600_000, text: translate('en', 'notice.wallet-empty') };
}

/** The work keeps its outcome; only the posting of it is given up. The files stay for `/jobs fetch`. */
async function giveUpDelivery(run: JobContext, failure: Failure): Promise<void> {
  await run.save(`undeliverable:${failure.code}`, (job) => ({
    ...job,
    attempt: 0,
    delivery: {
      state: 'undeliverable',
      round: job.delivery.state === 'none' ? 0 : job.delivery.round,
      failure,
      atMs: run.clock.now(),
    },
  }));
  run.observer.delivery(run.job.origin.platform, 'undeliverable');
}
