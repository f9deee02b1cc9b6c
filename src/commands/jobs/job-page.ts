import type { Action } from '../../core/model/job/action.ts';
import { isWorkOver, type Job } from '../../core/model/job/job.ts';
import { explainFailure, joinSentences } from '../../core/text/explain-failure.ts';
import { costDetails, moneyLines } from '../../core/text/money-lines.ts';
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
 * Says what was asked, how far it is or how it ended, what it cost and how that is known, and what was not delivered.
 *
 * @param job in the language of whoever reads the page.
 * @param placeInLine how many jobs stand in line before it.
 */
export function jobPage(job: Job, placeInLine: number): JobPage {
  const lines = [askedText(job), stateLine(job, placeInLine), ...costDetails(job)];
  if (isWorkOver(job.work) && job.delivery.state === 'undeliverable') {
    lines.push(explainFailure(job.origin.locale, job.delivery.failure));
  }
  return { text: lines.join('\n'), actions: actionsOf(job) };
}

function stateLine(job: Job, placeInLine: number): string {
  if (hasOutcome(job)) return outcomeText(job);
  return joinSentences(job.origin.locale, progressText(job, placeInLine), ...moneyLines(job));
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
