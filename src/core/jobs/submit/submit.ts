import { accountOf } from '../../accounts/provider-account.ts';
import { AudioPodError } from '../../audiopod/transport/audiopod-error.ts';
import { BotError } from '../../model/errors.ts';
import type { Job, Submission } from '../../model/job/job.ts';
import type { SubmittedJob } from '../../model/job/provider-job.ts';
import { withoutRemake } from '../../model/job/provider-retry.ts';
import { cloneOf } from '../../model/job/voice-clone.ts';
import { allExist } from '../context/all-exist.ts';
import type { JobContext, StageResult } from '../context/job-context.ts';
import { inputOf } from '../input/input-of.ts';
import { reserveQuote } from '../money/reserve.ts';
import { settlementOf } from '../money/settle.ts';
import { warnLimitNear } from '../money/warn-limit-near.ts';
import { submitToProvider } from './submit-to-provider.ts';

/** Longer than any upload within the size limit takes; short of it an answer may still come. */
const SUBMIT_DEADLINE_MS = 15 * 60_000;

/**
 * Hands the job to AudioPod, once. The record says `submitting` before the first byte leaves, and holds
 * AudioPod's id after the answer; a crash in between is found as `submitting` and never submitted again. The money is
 * set aside in the transaction that says `submitting`, unless it is held already.
 */
export async function submit(run: JobContext): Promise<StageResult> {
  const { input } = run.job;
  if (input === undefined || (input.kind === 'file' && !(await allExist([input])))) {
    await run.save('input-lost', ({ input: _gone, ...job }) => ({ ...job, work: { stage: 'input' } }));
    return 'continue';
  }
  const reserving = run.job.money.state === 'held' ? undefined : await reserveQuote(run);
  const sinceMs = run.clock.now();
  await run.save(
    'submitting',
    (job) => ({ ...job, work: { stage: 'submitting', sinceMs } }),
    // Insisted upon although nothing has left yet: a save of unknown fate would look like a lost submission.
    { ...reserving?.options, insist: 'until-known' },
  );
  // Another key pays than the one it was to be made again with.
  if (run.job.work.stage !== 'submitting') return 'continue';
  if (run.job.cancelRequested || run.lost.aborted) {
    // Nothing has left yet, so stopping here is still free. Saved, because another process may have the job.
    await run.save('submission-withheld', (job) => ({ ...job, work: { stage: 'quoted' } }));
    return 'continue';
  }
  run.show();
  const answer = await send(run);
  if (answer === 'not-remade') return 'continue';
  if (answer === 'unknown') {
    await markInDoubt(run);
    return 'continue';
  }
  await adopt(run, answer);
  if (reserving?.mayWarn()) await warnLimitNear(run);
  return 'continue';
}

/**
 * Records AudioPod's id; from here on the job can be found there. Money that was in doubt stays so until AudioPod
 * has spoken its last word: the account book says the same.
 */
export async function adopt(
  run: JobContext,
  answer: Pick<SubmittedJob, 'id' | 'creditsReserved'>,
): Promise<void> {
  const submission: Submission = {
    service: run.job.request.service,
    providerId: answer.id,
    submittedAtMs: run.clock.now(),
    state: 'watching',
    ...(answer.creditsReserved === undefined ? {} : { credits: answer.creditsReserved }),
  };
  const clone = cloneOf(run.job, answer.id);
  // Should the record be lost all the same, the operator can still find what was paid for.
  run.log.info({ service: submission.service, providerId: submission.providerId }, 'submitted');
  await run.save(
    'submitted',
    (job) =>
      isKnown(job, submission)
        ? job
        : {
            ...job,
            attempt: 0,
            work: { stage: 'watching' },
            submissions: [...job.submissions, submission],
          },
    {
      insist: true,
      // Also when another process has meanwhile given the submission up: nobody else knows this id.
      uponAnyChange: true,
      ...(clone === undefined ? {} : { within: ({ clones }) => clones.begin(clone) }),
    },
  );
  // Nothing else has put anything there yet, and not every job should have to look.
  if (!inputOf(run.job).isThere) await run.folders.removeTemp(run.job.id);
}

function isKnown(job: Job, submission: Submission): boolean {
  return job.submissions.some((one) => one.providerId === submission.providerId);
}

async function markInDoubt(run: JobContext): Promise<void> {
  const closed = settlementOf(run);
  await run.save('in-doubt', (job) => ({ ...job, attempt: 0, money: closed.money }), {
    ...closed.options,
    insist: true,
  });
}

/** From here on it is a job like any other, on the money that is set aside for it already. */
async function startAnew(run: JobContext): Promise<void> {
  await run.save('remake-refused', withoutRemake, { insist: true });
}

async function send(run: JobContext): Promise<SubmittedJob | 'unknown' | 'not-remade'> {
  // Not the drain's signal: breaking off a request that is on its way would only leave its outcome in doubt. But
  // whoever takes over a lost job relies on its request having ended.
  const signal = AbortSignal.any([run.lost, AbortSignal.timeout(SUBMIT_DEADLINE_MS)]);
  try {
    using account = await accountOf(run, run.job.keyId);
    return await submitToProvider(account.audiopod, run.job, signal);
  } catch (error) {
    if (error instanceof AudioPodError && error.outcome === 'unknown') {
      run.log.warn({ error }, 'submission-in-doubt');
      return 'unknown';
    }
    if (run.job.remakes !== undefined && error instanceof AudioPodError && isRemakeRefused(error)) {
      run.log.info({ error }, 'remake-refused');
      await startAnew(run);
      return 'not-remade';
    }
    if (error instanceof BotError) {
      // Refused for certain: the record must not look like a lost submission, whatever happens next.
      await run.save('submission-refused', (job) => ({ ...job, work: { stage: 'quoted' } }), {
        insist: true,
      });
      throw error;
    }
    run.log.error({ error }, 'submission-in-doubt');
    return 'unknown';
  }
}

/** Whether a refusal means that AudioPod does not make this job again, now or ever. Anything else may pass. */
export function isRemakeRefused({ code }: AudioPodError): boolean {
  return code === 'audiopod-rejected' || code === 'audiopod-not-found' || code === 'audiopod-not-offered';
}
