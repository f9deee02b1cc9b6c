import { type Failure, toFailure } from '../errors.ts';
import type { StepName } from './next-step.ts';
import { pauseBefore } from './retries.ts';
import type { Run, Step } from './run.ts';
import { releasing } from './stages/settle.ts';

/** Decides what a failed step means: another try later, or an outcome that is recorded and explained. */
export async function failStep(run: Run, step: StepName, error: unknown): Promise<Step> {
  const failure = toFailure(error);
  const attempt = run.job.attempt + 1;
  const pauseMs = pauseBefore(step, failure.code, attempt);
  if (pauseMs !== undefined) {
    run.log.warn({ step, code: failure.code, attempt, pauseMs, error }, 'step-retried');
    await run.save('retried', (job) => ({ ...job, attempt }));
    return { waitUntilMs: run.clock.now() + pauseMs };
  }
  run.log[failure.code === 'internal' ? 'error' : 'info']({ step, code: failure.code, error }, 'step-failed');
  if (step === 'deliver') await giveUpDelivery(run, failure);
  else if (step === 'recover') await run.save('doubt-untold', (job) => withTold(job));
  else await failWork(run, failure);
  return 'go-on';
}

/** The work has a bad outcome. What was held is given back; what was settled stays settled. */
async function failWork(run: Run, failure: Failure): Promise<void> {
  const released = releasing(run);
  await run.save(
    `failed:${failure.code}`,
    (job) => ({
      ...job,
      attempt: 0,
      work: { stage: 'failed', failure },
      money: released.money,
      delivery: { state: 'pending', round: job.delivery.state === 'none' ? 0 : job.delivery.round },
    }),
    released.options,
  );
  await run.folders.removeTemp(run.job.id);
  run.observer.jobOver(run.job.request.service, 'failed');
}

/** The work keeps its outcome; only the posting of it is given up. The files stay for `/jobs fetch`. */
async function giveUpDelivery(run: Run, failure: Failure): Promise<void> {
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

function withTold(job: Run['job']): Run['job'] {
  return job.work.stage === 'submitting' ? { ...job, attempt: 0, work: { ...job.work, told: true } } : job;
}
