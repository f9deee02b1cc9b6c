import { isWorkOver, type Job, type Work } from '../model/job/job.ts';
import { lacksConsent } from '../model/job/request.ts';
import type { Locale } from '../model/locale.ts';
import { formatUsd, ZERO } from '../model/money/money.ts';
import { translate } from './words.ts';

type Confirming = Extract<Work, { readonly stage: 'confirming' }>;

/** The parts of a job that its money text depends on. */
export type MoneyOf = Pick<Job, 'money' | 'isSimulated'> & { readonly origin: { readonly locale: Locale } };

/**
 * Returns what a job may cost or did cost, in at most two sentences.
 *
 * Empty if nothing was reserved, because no money moved, and for a simulated job, which is never charged. No
 * other text mentions a charge.
 */
export function moneyLines({ money, isSimulated, origin: { locale } }: MoneyOf): readonly string[] {
  if (isSimulated === true || money.state === 'none') return [];
  const amount = formatUsd(money.amount);
  switch (money.state) {
    case 'held':
    case 'in-doubt':
      return [translate(locale, `money.${money.state}`, { amount })];
    case 'released':
      return [translate(locale, money.forgiven ? 'money.forgiven' : 'money.released', { amount })];
    case 'settled': {
      const spent = translate(locale, `money.settled-${money.basis}`, { amount });
      if (money.overshoot === undefined) return [spent];
      return [spent, translate(locale, 'money.overshoot', { amount: formatUsd(money.overshoot) })];
    }
  }
}

/**
 * Returns how a job's cost was determined, or that there was none, for a page about one job.
 *
 * Empty for the same jobs as {@link moneyLines}, except those that ended before money was reserved.
 */
export function costDetails(job: MoneyOf & Pick<Job, 'work'>): readonly string[] {
  const { money, isSimulated, work, origin } = job;
  if (isSimulated === true) return [];
  if (money.state === 'none') return isWorkOver(work) ? [translate(origin.locale, 'money.none')] : [];
  if (money.state !== 'settled' || money.basis === 'written-off') return [];
  return [translate(origin.locale, `money.basis.${money.basis}`)];
}

/** Returns what a member confirms: that a voice may be cloned, and the price with what it leaves of the limit. */
export function confirmingLines(job: Job, left: Confirming['left']): readonly string[] {
  const {
    quote,
    origin: { locale },
  } = job;
  const amount = formatUsd(quote?.amount ?? ZERO);
  const price =
    left === undefined
      ? translate(locale, 'job.progress.confirming-unlimited', { amount })
      : translate(locale, 'job.progress.confirming', {
          amount,
          left: formatUsd(left.amount),
          scope: translate(locale, `money.scope.${left.scope}`),
        });
  return [...consentLine(job), price];
}

function consentLine({ request, origin: { locale } }: Job): readonly string[] {
  if (request.service !== 'clone' || !lacksConsent(request)) return [];
  return [translate(locale, 'job.progress.confirming-voice', { name: request.name })];
}
