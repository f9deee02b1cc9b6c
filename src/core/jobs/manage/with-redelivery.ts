import { BotError } from '../../model/errors.ts';
import { isMadeAnyway } from '../../model/job/action.ts';
import { type Delivery, isWorkOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';

/**
 * Returns the job with its result requested again, from `origin`.
 *
 * @throws {BotError} `job-not-finished`, `job-no-result`.
 */
export function withRedelivery(job: Job, origin: Origin): Job {
  const { delivery } = job;
  if (!isWorkOver(job.work) || isBeingPosted(delivery)) return followedFrom(job, origin);
  const submission = job.submissions.at(-1);
  if (submission === undefined || (job.work.stage === 'cancelled' && !isMadeAnyway(job))) {
    throw new BotError('job-no-result', 'AudioPod made nothing for this job');
  }
  const round = delivery.state === 'none' ? 0 : delivery.round + 1;
  // A private job stays private wherever it is requested again.
  const { visibility } = job.origin;
  const { cancelRequested: _over, ...kept } = job;
  const asked: Job = {
    ...kept,
    attempt: 0,
    origin: { ...origin, visibility },
    delivery: { state: 'pending', round },
  };
  // A track that was missing may be there by now.
  const isWhole = job.work.stage === 'encoded' && job.work.missing === undefined;
  if (isWhole) return asked;
  if (submission.state === 'completed') return { ...asked, work: { stage: 'completed' } };
  if (submission.state === 'watching') return { ...asked, work: { stage: 'watching' } };
  throw new BotError('job-no-result', 'AudioPod made no result');
}

/**
 * Redirects an outcome that is not posted yet to the channel it was requested from last: the first one may no
 * longer accept it.
 */
function followedFrom(job: Job, origin: Origin): Job {
  const { visibility, channel, thread, reply } = job.origin;
  if (origin.channel === channel && origin.thread === thread && origin.reply === reply) {
    throw new BotError('job-not-finished', 'The outcome is already due in this channel');
  }
  const { delivery } = job;
  return {
    ...job,
    attempt: 0,
    origin: { ...origin, visibility },
    delivery: isBeingPosted(delivery) ? { state: 'pending', round: delivery.round + 1 } : delivery,
  };
}

function isBeingPosted(
  delivery: Delivery,
): delivery is Extract<Delivery, { readonly state: 'pending' | 'partial' }> {
  return delivery.state === 'pending' || delivery.state === 'partial';
}
