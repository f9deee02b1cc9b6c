import type { ScopeTotals } from '../../core/model/money/counter.ts';

const CELLS = 10;
const SIGNS = { spent: '█', held: '▒', left: '░' } as const;

/**
 * How full a limit is, as ten signs of one width: `███▒░░░░░░`. Numbers stand beside it for whoever cannot see it.
 * What is not nothing shows, however little it is; only what is full looks full. Empty where there is no limit.
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
