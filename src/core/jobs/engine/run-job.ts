import { isInFlight } from '../../model/job/in-flight.ts';
import type { StageName } from '../../ports/observer.ts';
import { STAGES as TIMED } from '../../ports/observer.ts';
import { StaleJobError } from '../../ports/store.ts';
import { watch } from '../await-result/await-result.ts';
import { collect } from '../collect/collect.ts';
import type { JobContext, Stage, StageResult } from '../context/job-context.ts';
import { deliver } from '../deliver/deliver.ts';
import { encode } from '../encode/encode.ts';
import { input } from '../input/input.ts';
import { confirm } from '../money/confirm.ts';
import { settle } from '../money/settle.ts';
import { warnLimitNear } from '../money/warn-limit-near.ts';
import { writeOff } from '../money/write-off.ts';
import { quote } from '../quote/quote.ts';
import { recover } from '../submit/recover.ts';
import { submit } from '../submit/submit.ts';
import { admit } from './admit.ts';
import { cancel } from './cancel.ts';
import { failStage } from './fail-stage.ts';
import { nextStage, type StepName } from './next-stage.ts';

const STAGES: Readonly<Record<StepName, Stage>> = {
  admit,
  cancel,
  collect,
  confirm,
  deliver,
  encode,
  input,
  quote,
  recover,
  settle,
  submit,
  watch,
  'write-off': writeOff,
};

/** How a run ended: nothing is left to do, something is due later, or the process is draining. */
export type Rest =
  | { readonly kind: 'over' }
  | { readonly kind: 'waiting'; readonly untilMs: number }
  | { readonly kind: 'interrupted' };

/** Takes one job from stage to stage until it is over, has to wait, or the process drains. */
export async function runJob(run: JobContext): Promise<Rest> {
  for (;;) {
    const step = nextStage(run.job);
    if (step === 'over') return { kind: 'over' };
    if (run.signal.aborted) return { kind: 'interrupted' };
    const before = run.job;
    const left = await takeStep(run, step);
    const { state } = run.job.money;
    if (state === 'settled' && before.money.state !== state) await warnLimitNear(run);
    if (isInFlight(before.work) && !isInFlight(run.job.work)) await run.onPlaceLeft();
    if (left === 'interrupted') return { kind: 'interrupted' };
    if (left !== 'continue') return { kind: 'waiting', untilMs: left.waitUntilMs };
    // Jobs that wait for AudioPod take no place. When many end at once, those too many stand in line again.
    if (step === 'watch' && run.isCrowded()) return { kind: 'waiting', untilMs: run.clock.now() };
  }
}

async function takeStep(run: JobContext, step: StepName): Promise<StageResult | 'interrupted'> {
  const startedMs = run.clock.now();
  const observe = (outcome: 'ok' | 'failed' | 'retry' | 'cancelled'): void => {
    if (isTimed(step)) run.observer.stageFinished(step, run.clock.now() - startedMs, outcome);
  };
  try {
    const left = await STAGES[step](run);
    observe('ok');
    return left;
  } catch (error) {
    // Another process has gone on with the job, so what this one thinks of it does not matter any more.
    if (error instanceof StaleJobError) throw error;
    if (run.signal.aborted) {
      observe('cancelled');
      return 'interrupted';
    }
    if (nextStage(run.job) !== step) {
      // The step is on record. Whatever broke after that, such as tidying up, must not undo it.
      run.log.error({ step, error }, 'step-cleanup-failed');
      observe('ok');
      return 'continue';
    }
    const left = await failStage(run, step, error);
    observe(left === 'continue' ? 'failed' : 'retry');
    return left;
  }
}

function isTimed(step: StepName): step is StageName {
  return TIMED.some((name) => name === step);
}
