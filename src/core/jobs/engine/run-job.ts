import { BotError, toFailure } from '../../model/errors.ts';
import type { Job } from '../../model/job/job.ts';
import { isInFlight, type StageName, STAGES as TIMED } from '../../model/job/stages.ts';
import { StaleJobError } from '../../model/save-errors.ts';
import { HoldLostError } from '../../ports/store.ts';
import { watch } from '../await-result/await-result.ts';
import { withdraw } from '../await-result/withdraw.ts';
import { collect } from '../collect/collect.ts';
import type { JobContext, JobDependencies, RunSlot, Stage, StageResult } from '../context/job-context.ts';
import type { EndStep } from '../context/tracer.ts';
import { deliver } from '../deliver/deliver.ts';
import { input } from '../input/input.ts';
import { confirm } from '../money/confirm.ts';
import { settle } from '../money/settle.ts';
import { warnLimitNear } from '../money/warn-limit-near.ts';
import { writeOff } from '../money/write-off.ts';
import { quote } from '../quote/quote.ts';
import { recover } from '../submit/recover.ts';
import { submit } from '../submit/submit.ts';
import { admit } from './admit.ts';
import { awaitOutage } from './await-outage.ts';
import { cancel } from './cancel.ts';
import { failStage } from './fail-stage.ts';
import { type Lives, nextStage, type StepName } from './next-stage.ts';

const STAGES: Readonly<Record<StepName, Stage>> = {
  admit,
  cancel,
  collect,
  confirm,
  deliver,
  input,
  quote,
  recover,
  settle,
  submit,
  watch,
  withdraw,
  'write-off': writeOff,
};

/** The steps that lead to a submission. */
const BEFORE_SUBMISSION: ReadonlySet<StepName> = new Set(['admit', 'confirm', 'input', 'quote', 'submit']);

/** How a run ended: nothing is left to do, something is due later, or the process is draining. */
export type Rest =
  | { readonly kind: 'over' }
  /** `null`: until it is woken. */
  | { readonly kind: 'waiting'; readonly untilMs: number | null; readonly mayWakeEarlier?: boolean }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'handed-over'; readonly to: string };

/** Runs one job from stage to stage until it is over, has to wait, or the process drains. */
export async function runJob(
  context: JobContext,
  dependencies: JobDependencies,
  slot: Pick<RunSlot, 'isCrowded' | 'onPlaceLeft'>,
): Promise<Rest> {
  for (;;) {
    const step = nextStage(livesOf(context));
    if (step === 'over') return { kind: 'over' };
    if (context.signal.aborted) return { kind: 'interrupted' };
    const before = context.job;
    const outage = await awaitOutage(context, dependencies, step);
    const result = outage ?? (await runTraced(context, dependencies, step));
    const { state } = context.job.money;
    if (state === 'settled' && before.money.state !== state) await warnLimitNear(context, dependencies);
    if (isInFlight(before.work) && !isInFlight(context.job.work)) await slot.onPlaceLeft();
    if (result === 'interrupted') return { kind: 'interrupted' };
    if (result !== 'continue') {
      if ('handOverTo' in result) return { kind: 'handed-over', to: result.handOverTo };
      const { waitUntilMs: untilMs, mayWakeEarlier = false } = result;
      return { kind: 'waiting', untilMs, mayWakeEarlier };
    }
    // Jobs that wait for AudioPod use no slot. When many stop waiting together, the excess queue again, for any process.
    if ((step === 'watch' || step === 'withdraw') && slot.isCrowded())
      return { kind: 'waiting', untilMs: dependencies.clock.now() };
  }
}

async function runTraced(
  context: JobContext,
  dependencies: JobDependencies,
  step: StepName,
): Promise<StageResult | 'interrupted'> {
  const { tracer } = dependencies;
  const result = await tracer.step(context.job, step, (end) => runStage(context, dependencies, step, end));
  const { delivery, history } = context.job;
  const isDelivered = delivery.state === 'done' || delivery.state === 'undeliverable';
  // What is posted again later belongs to the same trace, which has its whole length by then.
  const isAgain = history.some(({ event }) => event === 'fetch-asked');
  if (step === 'deliver' && isDelivered && !isAgain) tracer.delivered(context.job, delivery.state);
  return result;
}

async function runStage(
  context: JobContext,
  dependencies: JobDependencies,
  step: StepName,
  end: EndStep,
): Promise<StageResult | 'interrupted'> {
  const { clock, observer } = dependencies;
  const startedMs = clock.now();
  const observe = (outcome: 'ok' | 'failed' | 'retry' | 'cancelled', error?: unknown): void => {
    if (isTimed(step)) observer.stageFinished(step, clock.now() - startedMs, outcome);
    end(outcome, error === undefined ? undefined : toFailure(error).code);
  };
  try {
    requireNotRestored(context.job, step);
    const result = await STAGES[step](context, dependencies);
    if (step === 'deliver' && context.job.delivery.state === 'done') {
      dependencies.outages.ofPlatform(context.job.origin.platform).succeeded();
    }
    observe('ok');
    return result;
  } catch (error) {
    // Another process has taken the job over, so this failure no longer matters.
    if (error instanceof StaleJobError || error instanceof HoldLostError) throw error;
    if (context.signal.aborted) {
      observe('cancelled');
      return 'interrupted';
    }
    if (nextStage(livesOf(context)) !== step) {
      // The stage is saved. A later failure, such as in cleanup, must not undo it.
      context.log.error({ step, error }, 'step-cleanup-failed');
      observe('ok');
      return 'continue';
    }
    const result = await failStage(context, dependencies, step, error);
    observe(result === 'continue' ? 'failed' : 'retry', error);
    return result;
  }
}

/**
 * Refuses every step toward a submission to a job that was restored from a backup: it may have been submitted after
 * the backup was made.
 *
 * @throws {BotError} `job-restored`.
 */
function requireNotRestored({ restoredAtMs }: Pick<Job, 'restoredAtMs'>, step: StepName): void {
  if (restoredAtMs === undefined || !BEFORE_SUBMISSION.has(step)) return;
  throw new BotError('job-restored', 'The job may have been submitted after its backup was made');
}

function livesOf({ job, toFetch }: JobContext): Lives {
  const { work, money, delivery, input, cancelRequested = false } = job;
  const lacksInput = input === undefined && toFetch !== undefined;
  return { work, money, delivery, lacksInput, isCancelRequested: cancelRequested };
}

function isTimed(step: StepName): step is StageName {
  return TIMED.some((name) => name === step);
}
