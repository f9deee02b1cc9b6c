import type { Job } from '../../model/job/job.ts';
import type { StageName } from '../../model/job/stages.ts';

/** The next step of a job. */
export type StepName = StageName | 'admit' | 'confirm' | 'recover' | 'cancel' | 'withdraw' | 'write-off';

/** What the record says that decides the next step. */
export interface Lives extends Pick<Job, 'work' | 'money' | 'delivery'> {
  /** Whether what the job works on must still be fetched. */
  readonly lacksInput: boolean;
  readonly isCancelRequested: boolean;
}

/**
 * Returns the next step from the record alone, so that any process can continue after a crash. Work comes
 * before money, and money before delivery; `over` when nothing is left.
 */
export function nextStage(lives: Lives): StepName | 'over' {
  const { work, lacksInput, isCancelRequested } = lives;
  switch (work.stage) {
    case 'received':
      return isCancelRequested ? 'cancel' : 'admit';
    case 'input':
      if (isCancelRequested) return 'cancel';
      return lacksInput ? 'input' : 'quote';
    case 'quoted':
      return isCancelRequested ? 'cancel' : 'submit';
    case 'confirming':
      return isCancelRequested ? 'cancel' : 'confirm';
    case 'submitting':
      return 'recover';
    case 'watching':
      return isCancelRequested ? 'withdraw' : 'watch';
    case 'completed':
      return 'collect';
    case 'encoded':
    case 'failed':
    case 'cancelled':
      return afterWork(lives);
  }
}

function afterWork({ money, delivery }: Pick<Lives, 'money' | 'delivery'>): StepName | 'over' {
  if (money.state === 'held') return 'settle';
  if (delivery.state !== 'done' && delivery.state !== 'undeliverable') return 'deliver';
  return money.state === 'in-doubt' ? 'write-off' : 'over';
}
