import type { ScopeCountersTable } from '../store/schema.ts';

const DAY_MS = 86_400_000;

/** Names one counter. */
export type CounterKey = Pick<ScopeCountersTable, 'scope' | 'subject' | 'period'>;

/** One counter as it is stored. Amounts are micro-dollars. */
export interface Counter extends CounterKey {
  readonly held: number;
  readonly spent: number;
  readonly overshoot: number;
  readonly debt: number;
  /** The limit that money was last held against here; `null` for none. */
  readonly capped_at: number | null;
}

/** What counts against the limit. */
export function usedOf({ held, spent, debt }: Pick<Counter, 'held' | 'spent' | 'debt'>): number {
  return held + spent + debt;
}

/**
 * What a later period of the same counter starts with: by how much this one is over its limit, as far as jobs that cost
 * more than was set aside for them, or an earlier debt, are to blame. A limit that was lowered below what is spent
 * makes no debt. Every period that passed in between without a job has paid its whole limit back.
 */
export function debtAfter(
  { period, spent, overshoot, debt, capped_at: limit }: Counter,
  later: string,
): number {
  if (limit === null) return 0;
  const out = Math.max(0, Math.min(overshoot + debt, spent + debt - limit));
  return Math.max(0, out - (stepsBetween(period, later) - 1) * limit);
}

/** How many months or days the second period comes after the first. */
function stepsBetween(period: string, later: string): number {
  const [from, to] = [new Date(period), new Date(later)];
  if (period.length > 'YYYY-MM'.length) return Math.round((to.getTime() - from.getTime()) / DAY_MS);
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  return years * 12 + to.getUTCMonth() - from.getUTCMonth();
}
