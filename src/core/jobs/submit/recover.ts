import type { JobContext, StageResult } from '../context/job-context.ts';
import { settlementOf } from '../money/settle.ts';
import { WRITE_OFF_AFTER_MS, writeOff } from '../money/write-off.ts';
import { deliverUnconfirmed } from './deliver-unconfirmed.ts';
import { searchSubmission } from './search-submission.ts';
import { adopt } from './submit.ts';

/** When to look for a submission whose answer was never seen, after its request had ended. */
const LOOKS_AFTER_MS = [5_000, 20_000, 60_000, 150_000, 600_000, 3_600_000] as const;
/**
 * By then AudioPod lists a job that it took. Counted from the end of the request and not from its start: an
 * upload can take many minutes, and a gateway can give up while the service behind it still works.
 */
const SETTLED_AFTER_MS = 120_000;

/**
 * Finds out what became of a submission whose answer was never seen. Adopts the job when it is found;
 * gives the money back when its absence is proven; otherwise the money stays in doubt, the person is told
 * once, and after a day it counts as spent. It never submits.
 */
export async function recover(run: JobContext): Promise<StageResult> {
  if (run.job.work.stage !== 'submitting') return 'continue';
  const { sinceMs, told } = run.job.work;
  if (run.job.money.state === 'held') await toDoubt(run);
  // The doubt began when the request had ended: noted by who sent it, or by who found it without a sender.
  const { money } = run.job;
  const doubtSinceMs = money.state === 'in-doubt' ? money.sinceMs : sinceMs;
  const ageMs = run.clock.now() - doubtSinceMs;
  const found = await searchSubmission(run, sinceMs);
  if (found.kind === 'found') {
    await adopt(run, found.job);
    return 'continue';
  }
  if (found.kind === 'absent' && ageMs >= SETTLED_AFTER_MS) {
    await disprove(run);
    return 'continue';
  }
  if (ageMs >= WRITE_OFF_AFTER_MS) return writeOff(run);
  const mayStillTell = found.kind !== 'untellable' && ageMs < SETTLED_AFTER_MS;
  if (told === undefined && !mayStillTell) await tell(run, sinceMs);
  const nextMs = found.kind === 'untellable' ? undefined : LOOKS_AFTER_MS.find((afterMs) => afterMs > ageMs);
  const everyHourMs = Math.min(ageMs + 3_600_000, WRITE_OFF_AFTER_MS);
  return {
    waitUntilMs: doubtSinceMs + (nextMs ?? (found.kind === 'untellable' ? WRITE_OFF_AFTER_MS : everyHourMs)),
  };
}

async function toDoubt(run: JobContext): Promise<void> {
  const closed = settlementOf(run);
  await run.save('in-doubt', (job) => ({ ...job, money: closed.money }), closed.options);
}

async function disprove(run: JobContext): Promise<void> {
  const { money } = run.job;
  if (money.state !== 'in-doubt') return;
  await run.save(
    'submission-disproved',
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'failed', failure: { code: 'submission-lost', facts: {} } },
      money: { state: 'released', reservation: money.reservation, amount: money.amount },
    }),
    { within: ({ ledger }) => ledger.release(money.reservation, run.clock.now()) },
  );
  run.observer.jobOver(run.job.request.service, 'failed');
  await run.folders.removeTemp(run.job.id);
}

async function tell(run: JobContext, sinceMs: number): Promise<void> {
  await deliverUnconfirmed(run);
  await run.save(
    'doubt-told',
    (job) => ({ ...job, attempt: 0, work: { stage: 'submitting', sinceMs, told: true } }),
    { insist: true },
  );
}
