import type { ScopeTotals } from '../../core/model/money/counter.ts';

const CELLS = 10;
const SIGNS = { spent: '█', held: '▒', left: '░' } as const;

/**
 * Draws how full a limit is, in ten characters of equal width: `███▒░░░░░░`. Numbers next to it serve people
 * who cannot see it. Any amount above zero shows, however small; only a full limit looks full. Empty without
 * a limit.
 */
export function bar({ limit, spent, held, debt }: ScopeTotals): string {
  if (limit === null) return '';
  const gone = spent + debt;
  const [hasGone, hasHeld] = [Number(gone > 0), Number(held > 0)];
  const used = Math.max(cells(gone + held, limit), hasGone + hasHeld);
  const dark = Math.max(hasGone, Math.min(cells(gone, limit), used - hasHeld));
  return SIGNS.spent.repeat(dark) + SIGNS.held.repeat(used - dark) + SIGNS.left.repeat(CELLS - used);
}

function cells(amount: number, limit: number): number {
  if (amount >= limit) return amount > 0 ? CELLS : 0;
  return Math.min(CELLS - 1, Math.round((amount / limit) * CELLS));
}
