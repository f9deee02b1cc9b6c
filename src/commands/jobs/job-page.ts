import type { Action } from '../../core/model/job/action.ts';
import { isWorkOver, type Job } from '../../core/model/job/job.ts';
import { explainFailure, joinSentences, moneySentence } from '../../core/text/explain-failure.ts';
import {
  askedText,
  outcomeActions,
  outcomeText,
  progressActions,
  progressText,
} from '../../core/text/outcome.ts';

/** Everything there is to say about one job. */
export interface JobPage {
  readonly text: string;
  readonly actions: readonly Action[];
}

/**
 * What was asked, how far it is or how it ended, what became of the money, and whether the outcome arrived.
 *
 * @param job in the language of whoever reads the page.
 * @param placeInLine how many jobs stand in line before it.
 */
export function jobPage(job: Job, placeInLine: number): JobPage {
  const lines = [askedText(job), stateLine(job, placeInLine)];
  if (isWorkOver(job.work) && job.delivery.state === 'undeliverable') {
    lines.push(explainFailure(job.origin.locale, job.delivery.failure));
  }
  return { text: lines.join('\n'), actions: actionsOf(job) };
}

function stateLine(job: Job, placeInLine: number): string {
  if (hasOutcome(job)) return outcomeText(job);
  const progress = progressText(job, placeInLine);
  if (job.money.state === 'none') return progress;
  return joinSentences(job.origin.locale, progress, moneySentence(job.origin.locale, job.money));
}

function actionsOf(job: Job): readonly Action[] {
  if (job.work.stage === 'encoded') {
    const { state } = job.delivery;
    return state === 'done' || state === 'undeliverable' ? [{ kind: 'fetch', jobId: job.id }] : [];
  }
  return hasOutcome(job) ? outcomeActions(job) : progressActions(job);
}

/** A lost answer is an outcome too, as long as nobody knows better; handing the job over as such is not. */
function hasOutcome(job: Job): boolean {
  return isWorkOver(job.work) || (job.work.stage === 'submitting' && job.money.state === 'in-doubt');
}
