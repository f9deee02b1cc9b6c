import { isWorkOver, type Job } from '../model/job/job.ts';
import type { Locale } from '../model/locale.ts';
import { formatUsd } from '../model/money/money.ts';
import { translate } from './words.ts';

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
