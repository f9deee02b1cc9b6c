import type { Locale } from '../../core/text/locale.ts';
import type { ScopeTotals } from '../../core/wallet/ledger.ts';
import { add, formatUsd, type MicroDollars, subtract } from '../../core/wallet/money.ts';
import { webWord } from './text/words.ts';

/**
 * What was spent today and this month, each under the limit that will run out first: “Today $0.12 of $1.00 · this
 * month $0.40 of $10.00”. Empty where nothing limits anything.
 */
export function budgetLine(locale: Locale, totals: readonly ScopeTotals[]): string {
  const lines = (['day', 'month'] as const).flatMap((period) => {
    const [tightest] = totals
      .filter((one) => one.scope.endsWith(`-${period}`))
      .flatMap(({ limit, held, spent, debt }) =>
        limit === null ? [] : [{ limit, used: add(add(held, spent), debt) }],
      )
      .toSorted((a, b) => leftOf(a) - leftOf(b));
    if (tightest === undefined) return [];
    const { used, limit } = tightest;
    return [webWord(locale, `budget.${period}`, { used: formatUsd(used), limit: formatUsd(limit) })];
  });
  return lines.join(' · ');
}

function leftOf(one: { readonly limit: MicroDollars; readonly used: MicroDollars }): MicroDollars {
  return subtract(one.limit, one.used);
}
