import { isJobOver, isKeyRefused, isProviderDown, isWorkOver, type Job } from '../../model/job/job.ts';
import { isLate } from '../../model/job/stages.ts';
import type { Trouble } from '../../ports/overview/job-overview.ts';

/** Returns what bot owners search for, as the columns beside a record repeat it. */
export function searchColumns(job: Job) {
  return {
    service: job.request.service,
    failure: failureOf(job) ?? null,
    trouble: troubleOf(job) ?? null,
  };
}

function failureOf({ work, delivery }: Job): string | undefined {
  if (work.stage === 'failed') return work.failure.code;
  return delivery.state === 'undeliverable' ? delivery.failure.code : undefined;
}

/** Whether a job is parked is in a column of its own. */
function troubleOf(job: Job): Exclude<Trouble, 'parked'> | undefined {
  const { work, money } = job;
  if (isJobOver(job)) return undefined;
  if (money.state === 'in-doubt') return 'unconfirmed';
  if (isKeyRefused(work)) return 'key-rejected';
  if (isProviderDown(work)) return 'provider-down';
  if (isLate(work)) return 'late';
  return isWorkOver(work) ? 'undelivered' : undefined;
}
