import type { QueuePlace } from '../../core/jobs/context/queue-place.ts';
import type { Action } from '../../core/model/job/action.ts';
import { outcomeActions, progressActions } from '../../core/model/job/action.ts';
import { isWorkOver, type Job } from '../../core/model/job/job.ts';
import { explainFailure, joinSentences } from '../../core/text/explain-failure.ts';
import { costDetails, moneyLines } from '../../core/text/money-lines.ts';
import { askedText, outcomeText, progressText } from '../../core/text/outcome.ts';

/** All details of one job. */
export interface JobPage {
  readonly text: string;
  readonly actions: readonly Action[];
}

/**
 * Describes what was requested, the job's progress or outcome, its cost and how that was determined, and what
 * was not delivered.
 *
 * @param job in the reader's language.
 * @param placeInLine where it stands in its queue.
 */
export function jobPage(job: Job, placeInLine: QueuePlace): JobPage {
  const lines = [askedText(job), stateLine(job, placeInLine), ...costDetails(job)];
  if (isWorkOver(job.work) && job.delivery.state === 'undeliverable') {
    lines.push(explainFailure(job.origin.locale, job.delivery.failure));
  }
  return { text: lines.join('\n'), actions: actionsOf(job) };
}

function stateLine(job: Job, placeInLine: QueuePlace): string {
  if (job.isParked || hasOutcome(job)) return outcomeText(job);
  return joinSentences(job.origin.locale, progressText(job, placeInLine), ...moneyLines(job));
}

function actionsOf(job: Job): readonly Action[] {
  if (job.work.stage === 'encoded') {
    const { state } = job.delivery;
    return state === 'done' || state === 'undeliverable' ? [{ kind: 'fetch', jobId: job.id }] : [];
  }
  return hasOutcome(job) ? outcomeActions(job) : progressActions(job);
}

/** Whether a job has an outcome. A lost response is one until more is known; submitting the job is not. */
function hasOutcome(job: Job): boolean {
  return isWorkOver(job.work) || (job.work.stage === 'submitting' && job.money.state === 'in-doubt');
}
