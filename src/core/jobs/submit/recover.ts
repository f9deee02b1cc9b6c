import { outcomeActions } from '../../model/job/action.ts';
import { outcomeText } from '../../text/outcome.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { postSignal } from '../deliver/post-signal.ts';
import { endReservation } from '../money/settle.ts';
import { WRITE_OFF_AFTER_MS, writeOff } from '../money/write-off.ts';
import { searchSubmission } from './search-submission.ts';
import { adopt } from './submit.ts';

type Needs = Pick<JobDependencies, 'accounts' | 'clock' | 'folders' | 'observer' | 'platform' | 'time'>;

/** When to look for a submission whose response was lost, counted from the end of its request. */
const LOOKS_AFTER_MS = [5_000, 20_000, 60_000, 150_000, 600_000, 3_600_000] as const;
/**
 * By then AudioPod lists a job that it accepted. Counted from the end of the request and not from its start:
 * an upload can take many minutes, and a gateway can give up while the service behind it still works.
 */
const SETTLED_AFTER_MS = 120_000;

/**
 * Determines the outcome of a submission whose response was lost. Adopts the job when it is found; releases
 * the money when its absence is proven; otherwise the charge stays unconfirmed, the member is notified once,
 * and after a day it counts as spent. It never submits.
 */
export async function recover(context: JobContext, needs: Needs): Promise<StageResult> {
  if (context.job.work.stage !== 'submitting') return 'continue';
  const { sinceMs, told } = context.job.work;
  if (context.job.money.state === 'held') await markUnconfirmed(context, needs);
  // The doubt began when the request ended: stored by its sender, or by the process that found it without a
  // sender.
  const { money } = context.job;
  const doubtSinceMs = money.state === 'in-doubt' ? money.sinceMs : sinceMs;
  const ageMs = needs.clock.now() - doubtSinceMs;
  const found = await searchSubmission(context, needs, sinceMs);
  if (found.kind === 'found') {
    await adopt(context, needs, found.job);
    return 'continue';
  }
  if (found.kind === 'absent' && ageMs >= SETTLED_AFTER_MS) {
    await confirmAbsent(context, needs);
    return 'continue';
  }
  if (ageMs >= WRITE_OFF_AFTER_MS) return writeOff(context, needs);
  const mayStillTell = found.kind !== 'untellable' && ageMs < SETTLED_AFTER_MS;
  if (told === undefined && !mayStillTell) await notifyUnconfirmed(context, needs, sinceMs);
  const nextMs = found.kind === 'untellable' ? undefined : LOOKS_AFTER_MS.find((afterMs) => afterMs > ageMs);
  const everyHourMs = Math.min(ageMs + 3_600_000, WRITE_OFF_AFTER_MS);
  return {
    waitUntilMs: doubtSinceMs + (nextMs ?? (found.kind === 'untellable' ? WRITE_OFF_AFTER_MS : everyHourMs)),
  };
}

async function markUnconfirmed(context: JobContext, needs: Needs): Promise<void> {
  const nowMs = needs.clock.now();
  await context.transact('in-doubt', async (job, { ledger }) => ({
    ...job,
    money: await endReservation(ledger, job, nowMs),
  }));
}

async function confirmAbsent(context: JobContext, needs: Needs): Promise<void> {
  const { money } = context.job;
  if (money.state !== 'in-doubt') return;
  const { reservation, amount } = money;
  const nowMs = needs.clock.now();
  await context.transact('submission-disproved', async (job, { ledger }) => {
    await ledger.release(reservation, nowMs);
    return {
      ...job,
      attempt: 0,
      work: job.cancelRequested
        ? { stage: 'cancelled' }
        : { stage: 'failed', failure: { code: 'submission-lost', facts: {} } },
      money: { state: 'released', reservation, amount },
    };
  });
  needs.observer.jobOver(context.job.request.service, 'failed');
  await needs.folders.removeTemp(context.job.id);
}

async function notifyUnconfirmed(context: JobContext, needs: Needs, sinceMs: number): Promise<void> {
  await deliverUnconfirmed(context, needs);
  await context.save(
    'doubt-told',
    (job) => ({ ...job, attempt: 0, work: { stage: 'submitting', sinceMs, told: true } }),
    { insist: true },
  );
}

/** Notifies the member, before the outcome is known, that the job may have been charged. */
async function deliverUnconfirmed(context: JobContext, needs: Needs): Promise<void> {
  await context.requireHeld();
  const { job } = context;
  const { adapter } = needs.platform(job.origin.platform);
  await adapter.post(
    job.origin,
    {
      key: `${job.id}:doubt`,
      jobId: job.id,
      isRefusal: true,
      text: outcomeText(job),
      files: [],
      actions: outcomeActions(job),
    },
    postSignal(context, needs),
  );
}
