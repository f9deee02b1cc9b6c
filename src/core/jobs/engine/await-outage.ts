import type { ErrorCode } from '../../model/error-codes.ts';
import { isProviderDown, type Job, type Work } from '../../model/job/job.ts';
import type { Gate } from '../../outages/gate.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import type { StepName } from './next-stage.ts';

type Needs = Pick<JobDependencies, 'clock' | 'outages'>;

/** For a failed step while its gate is just opening. */
const SHORTEST_WAIT_MS = 5_000;

/** Failures that concern every message on a platform. */
const PLATFORM_FAILURES: readonly ErrorCode[] = ['bot-token-rejected', 'delivery-failed'];

/** Failures that an outage of AudioPod explains, by step. None of them can have been charged. */
const AUDIOPOD_FAILURES: Partial<Record<StepName, readonly ErrorCode[]>> = {
  input: ['audiopod-unreachable', 'audiopod-down'],
  submit: ['audiopod-unreachable', 'audiopod-down'],
  collect: ['audiopod-unreachable', 'audiopod-down', 'result-unreachable'],
};

/**
 * Waits before a step that an outage would fail anyway: a job is not submitted, and so reserves nothing, while
 * AudioPod is down, and its outcome is not posted while the platform is.
 *
 * @returns `undefined` if the step may begin.
 */
export async function awaitOutage(
  context: JobContext,
  { outages, clock }: Needs,
  step: StepName,
): Promise<StageResult | undefined> {
  const { keyId, origin, work, history } = context.job;
  // A member who asks for the result can reach the platform, so the bot may as well.
  const isAskedFor = history.at(-1)?.event === 'fetch-asked';
  let waitMs: number | undefined;
  // After a restart nothing is known yet, and a submission into an outage would end as an unconfirmed charge.
  if (step === 'submit') waitMs = outages.ofKey(keyId).enter(isProviderDown(work));
  if (step === 'deliver' && !isAskedFor) waitMs = outages.ofPlatform(origin.platform).enter();
  if (waitMs === undefined) return undefined;
  if (step === 'submit') await sayProviderDown(context);
  return { waitUntilMs: clock.now() + waitMs };
}

/**
 * Waits after a step that failed because of an outage, without using up an attempt. Also reports failed
 * deliveries, which is how an outage of a platform is noticed.
 *
 * @returns `undefined` if there is no outage that explains the failure.
 */
export async function awaitOutageAfter(
  context: JobContext,
  { outages, clock }: Needs,
  step: StepName,
  code: ErrorCode,
): Promise<StageResult | undefined> {
  const { keyId, origin } = context.job;
  const after = (gate: Gate): StageResult => ({
    waitUntilMs: clock.now() + (gate.enter() ?? SHORTEST_WAIT_MS),
  });
  if (PLATFORM_FAILURES.includes(code)) {
    const platform = outages.ofPlatform(origin.platform);
    platform.failed();
    return platform.isDown() ? after(platform) : undefined;
  }
  const gate = outages.ofKey(keyId);
  if (AUDIOPOD_FAILURES[step]?.includes(code) !== true || !gate.isDown()) return undefined;
  await sayProviderDown(context);
  return after(gate);
}

/** Stores and shows that the job waits for AudioPod, once, and with it what was worked out before. */
async function sayProviderDown(context: JobContext): Promise<void> {
  if (withProviderDown(context.job).work === context.job.work) return;
  await context.save('provider-awaited', withProviderDown);
  context.show();
}

function withProviderDown(job: Job): Job {
  const work = downWork(job.work);
  return work === job.work ? job : { ...job, work };
}

function downWork(work: Work): Work {
  const canWait = work.stage === 'input' || work.stage === 'quoted' || work.stage === 'completed';
  return canWait && work.isProviderDown !== true ? { ...work, isProviderDown: true } : work;
}
