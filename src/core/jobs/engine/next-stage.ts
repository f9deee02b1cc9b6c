import { type Job, toFetch } from '../../model/job/job.ts';
import type { StageName } from '../../model/job/stages.ts';

/** The next step of a job. */
export type StepName = StageName | 'admit' | 'confirm' | 'recover' | 'cancel' | 'write-off';

/**
 * Returns the next step from the record alone, so that any process can continue after a crash. Work comes
 * before money, and money before delivery; `over` when nothing is left.
 */
export function nextStage(job: Job): StepName | 'over' {
  switch (job.work.stage) {
    case 'received':
      return job.cancelRequested ? 'cancel' : 'admit';
    case 'input':
      if (job.cancelRequested) return 'cancel';
      return job.input === undefined && toFetch(job) !== undefined ? 'input' : 'quote';
    case 'quoted':
      if (job.cancelRequested) return 'cancel';
      return 'submit';
    case 'confirming':
      return job.cancelRequested ? 'cancel' : 'confirm';
    case 'submitting':
      return 'recover';
    case 'watching':
      return 'watch';
    case 'completed':
      return 'collect';
    case 'collected':
      return 'encode';
    case 'encoded':
    case 'failed':
    case 'cancelled':
      return afterWork(job);
  }
}

function afterWork(job: Job): StepName | 'over' {
  if (job.money.state === 'held') return 'settle';
  if (job.delivery.state !== 'done' && job.delivery.state !== 'undeliverable') return 'deliver';
  return job.money.state === 'in-doubt' ? 'write-off' : 'over';
}
