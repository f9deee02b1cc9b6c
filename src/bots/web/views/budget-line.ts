import type { Locale } from '../../../core/model/locale.ts';
import type { ScopeTotals } from '../../../core/model/money/counter.ts';
import { tightest, usedOf } from '../../../core/model/money/counter.ts';
import { formatUsd } from '../../../core/model/money/money.ts';
import { webWord } from '../text/words.ts';

/**
 * Formats what was spent today and this month, each under the limit with the least left, such as “Today $0.12 of
 * $1.00 · this month $0.40 of $10.00”. Empty when there is no limit.
 */
export function budgetLine(locale: Locale, totals: readonly ScopeTotals[]): string {
  const lines = (['day', 'month'] as const).flatMap((period) => {
    const first = tightest(totals.filter((one) => one.scope.endsWith(`-${period}`)));
    if (first === undefined) return [];
    return [
      webWord(locale, `budget.${period}`, { used: formatUsd(usedOf(first)), limit: formatUsd(first.limit) }),
    ];
  });
  return lines.join(' · ');
}
