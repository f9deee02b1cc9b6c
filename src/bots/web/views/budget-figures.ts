import type { Locale } from '../../../core/model/locale.ts';
import { type ScopeTotals, tightest, usedOf } from '../../../core/model/money/counter.ts';
import { formatUsd } from '../../../core/model/money/money.ts';
import type { BudgetFigureView } from '../protocol/session-view.ts';
import { webWord } from '../text/words.ts';

/**
 * Returns what was spent today and this month, each under the limit with the least left, and named for whose spending
 * it is: a member's day and everybody's month are different sums. Empty when there is no limit.
 */
export function budgetFigures(locale: Locale, totals: readonly ScopeTotals[]): readonly BudgetFigureView[] {
  return (['day', 'month'] as const).flatMap((period) => {
    const first = tightest(totals.filter((one) => one.scope.endsWith(`-${period}`)));
    if (first === undefined) return [];
    const used = usedOf(first);
    return [
      {
        name: webWord(locale, `budget.${first.scope}`),
        value: webWord(locale, 'budget.value', { used: formatUsd(used), limit: formatUsd(first.limit) }),
        share: first.limit > 0 ? Math.min(1, used / first.limit) : 1,
      },
    ];
  });
}
