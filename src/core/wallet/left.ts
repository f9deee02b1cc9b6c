import type { ScopeName, ScopeTotals } from './ledger.ts';
import { type MicroDollars, microDollarsOf } from './money.ts';

/** What a limit leaves; `undefined` where there is none. Never below zero. */
export function leftOf({ limit, held, spent, debt }: ScopeTotals): MicroDollars | undefined {
  return limit === null ? undefined : microDollarsOf(Math.max(0, limit - held - spent - debt));
}

/** The limit that leaves the least; `undefined` where there is none at all. */
export function tightest(
  totals: readonly ScopeTotals[],
): { readonly scope: ScopeName; readonly left: MicroDollars } | undefined {
  const [first] = totals
    .flatMap((one) => {
      const left = leftOf(one);
      return left === undefined ? [] : [{ scope: one.scope, left }];
    })
    .toSorted((a, b) => a.left - b.left);
  return first;
}
