import { BotError } from '../../model/errors.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import { type JobRequest, lacksConsent } from '../../model/job/request.ts';
import { type MicroDollars, ZERO } from '../../model/money/money.ts';

/**
 * Returns the job with the member's wish to cancel it.
 *
 * @throws {BotError} `job-already-over`, `job-too-late-to-cancel`.
 */
export function cancelled(job: Job): Job {
  if (isWorkOver(job.work)) throw new BotError('job-already-over', 'The work is over');
  if (job.work.stage === 'completed') {
    throw new BotError('job-too-late-to-cancel', 'AudioPod has finished the job');
  }
  return job.cancelRequested === true ? job : { ...job, cancelRequested: true };
}

/**
 * Returns the job with its price confirmed: it is queued again, and its price is checked again. For a clone, this
 * also confirms that the voice may be used.
 *
 * @throws {BotError} `job-already-over`, `price-changed` with `needed`.
 */
export function confirmed(job: Job, price: MicroDollars, nowMs: number): Job {
  if (isWorkOver(job.work) || job.cancelRequested === true) {
    throw new BotError('job-already-over', 'The work is over');
  }
  if (job.work.stage !== 'confirming') return job;
  const needed = job.quote?.amount ?? ZERO;
  if (needed !== price)
    throw new BotError('price-changed', 'The price has changed since it was shown', { facts: { needed } });
  const { input, ...rest } = job;
  return {
    ...rest,
    attempt: 0,
    // Files are not kept while the confirmation is pending, so they are fetched again.
    ...(input === undefined || input.kind === 'file' ? {} : { input }),
    confirmed: price,
    ...(lacksConsent(job.request) && { request: withConsent(job, nowMs) }),
    work: { stage: 'received' },
  };
}

/** Only the one who asked can confirm, so the consent is theirs. */
function withConsent({ request, origin: { member } }: Job, atMs: number): JobRequest {
  return request.service === 'clone' ? { ...request, consent: { member, atMs } } : request;
}
