import { isFetched, isKeyRefused, isProviderDown, isWorkOver, type Job } from '../model/job/job.ts';
import { isLate } from '../model/job/stages.ts';
import { formatUsd, ZERO } from '../model/money/money.ts';
import { joinSentences } from './explain-failure.ts';
import { moneyLines } from './money-lines.ts';
import { translate } from './words.ts';

/** Returns a job's state in one to three words, for lists. */
export function stateText(job: Job): string {
  const { locale } = job.origin;
  if (job.isParked) return translate(locale, 'job.state.parked');
  if (job.work.stage === 'encoded') {
    const { state } = job.delivery;
    if (state === 'done' || state === 'undeliverable') return translate(locale, `job.state.${state}`);
  }
  // A submission that was found again is running at AudioPod, though its charge stays unconfirmed to the end.
  if (job.money.state === 'in-doubt' && job.work.stage !== 'watching')
    return translate(locale, job.isSimulated === true ? 'job.state.doubt-simulated' : 'job.state.doubt');
  if (isBeingCancelled(job)) return translate(locale, 'job.state.cancelling');
  if (isProviderDown(job.work)) return translate(locale, 'job.state.provider-down');
  if (isKeyRefused(job.work)) return translate(locale, 'job.state.key-refused');
  if (isLate(job.work)) return translate(locale, 'job.state.late');
  const { work } = job;
  if (work.stage === 'completed' && work.tracks !== undefined && isFetched(work.tracks))
    return translate(locale, 'job.state.converting');
  return translate(locale, `job.state.${work.stage}`);
}

function isBeingCancelled({ cancelRequested, work }: Job): boolean {
  return cancelRequested === true && !isWorkOver(work) && work.stage !== 'completed';
}

/** Returns what a job costs or may cost, for lists; empty if unknown and for simulated jobs. */
export function costText(job: Job): string {
  const { money } = job;
  if (job.isSimulated === true) return '';
  if (money.state === 'settled') return formatUsd(money.amount);
  // A no-break space keeps sign and amount on one line.
  if (money.state === 'held' || money.state === 'in-doubt') return `≤\u00a0${formatUsd(money.amount)}`;
  return money.state === 'released' ? formatUsd(ZERO) : '';
}

/** Returns that nothing works on a job any more, until the bot owner decides, and that its money stays reserved. */
export function parkedText(job: Job): string {
  const { locale } = job.origin;
  const { money, isSimulated } = job;
  const reserved =
    money.state === 'held' && isSimulated !== true
      ? [translate(locale, 'job.parked-reserved', { amount: formatUsd(money.amount) })]
      : moneyLines(job);
  return joinSentences(locale, translate(locale, 'job.parked'), ...reserved);
}

/** Returns the reply to a request for a result: it comes now, or once it is finished. */
export function fetchKey(job: Job): 'jobs.fetching' | 'jobs.following' {
  const isMade =
    job.work.stage === 'encoded' || job.work.stage === 'completed' || job.work.stage === 'failed';
  return isMade ? 'jobs.fetching' : 'jobs.following';
}
