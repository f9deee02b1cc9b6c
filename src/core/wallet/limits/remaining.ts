import type { ScopeTotals } from '../../model/money/ledger.ts';
import { type MicroDollars, microDollarsOf } from '../../model/money/money.ts';
import { usedOf as usedOfCounter } from '../counter.ts';

/** What counts against a limit: what is held, what is spent, and what is owed from before. */
export function usedOf(totals: ScopeTotals): MicroDollars {
  return microDollarsOf(usedOfCounter(totals));
}

/** What a limit leaves; `undefined` where there is none. Never below zero. */
export function remainingOf(totals: ScopeTotals): MicroDollars | undefined {
  const { limit } = totals;
  return limit === null ? undefined : microDollarsOf(Math.max(0, limit - usedOf(totals)));
}

/** A limit that there is, and what it leaves. */
export interface Tightest extends ScopeTotals {
  readonly limit: MicroDollars;
  readonly left: MicroDollars;
}

/** The limit that leaves the least; `undefined` where there is none at all. */
export function tightest(totals: readonly ScopeTotals[]): Tightest | undefined {
  const [first] = totals
    .flatMap((one) => {
      const left = remainingOf(one);
      return one.limit === null || left === undefined ? [] : [{ ...one, limit: one.limit, left }];
    })
    .toSorted((a, b) => a.left - b.left);
  return first;
}
