import { isKeyRefused, type Job } from '../model/job/job.ts';
import { formatUsd, ZERO } from '../model/money/money.ts';
import { translate } from './words.ts';

/** One or two words for a list. */
export function stateText(job: Job): string {
  const { locale } = job.origin;
  if (job.work.stage === 'encoded') {
    const { state } = job.delivery;
    if (state === 'done' || state === 'undeliverable') return translate(locale, `job.state.${state}`);
  }
  // A submission that was found again is at AudioPod, though its money is in doubt to the end.
  if (job.money.state === 'in-doubt' && job.work.stage !== 'watching')
    return translate(locale, job.isSimulated === true ? 'job.state.doubt-simulated' : 'job.state.doubt');
  if (isKeyRefused(job.work)) return translate(locale, 'job.state.key-refused');
  return translate(locale, `job.state.${job.work.stage}`);
}

/** Gives what a job costs, or may cost, for a list; empty where nothing is known, and for a simulated job. */
export function costText(job: Job): string {
  const { money } = job;
  if (job.isSimulated === true) return '';
  if (money.state === 'settled') return formatUsd(money.amount);
  // The space does not break, so that sign and amount stay on one line.
  if (money.state === 'held' || money.state === 'in-doubt') return `≤\u00a0${formatUsd(money.amount)}`;
  return money.state === 'released' ? formatUsd(ZERO) : '';
}
