declare const microDollars: unique symbol;

/**
 * An amount of US dollars as a whole number of millionths: `$1.00` is `1_000_000`. Integers only, so sums
 * never drift; `Number.MAX_SAFE_INTEGER` micro-dollars is about nine billion dollars.
 */
export type MicroDollars = number & { readonly [microDollars]: true };

const MICRO_PER_CENT = 10_000;
const MICRO_PER_DOLLAR = 1_000_000;
const MICRO_DECIMALS = 6;

export const ZERO = 0 as MicroDollars;

/**
 * Brands a number as micro-dollars.
 *
 * @throws {RangeError} when the number is not a safe integer.
 */
export function microDollarsOf(value: number): MicroDollars {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`Expected a whole number of micro-dollars, got ${value}`);
  }
  return value as MicroDollars;
}

/** Converts dollars as an operator writes them (`2`, `0.5`), rounded to the nearest micro-dollar. */
export function fromDollars(dollars: number): MicroDollars {
  return microDollarsOf(Math.round(dollars * MICRO_PER_DOLLAR));
}

/** Converts an amount, or a difference, to dollars: for charts and meters, never for calculations. */
export function inDollars(microDollars: number): number {
  return microDollars / MICRO_PER_DOLLAR;
}

/** Converts whole cents, the unit of AudioPod's wallet. */
export function fromCents(cents: number): MicroDollars {
  return microDollarsOf(Math.round(cents * MICRO_PER_CENT));
}

/** Rounds an exact amount up to the whole cent, the smallest step the wallet bills in. */
export function ceilToCent(microDollarsExact: number): MicroDollars {
  // A product such as 0.1 * 3 lands a hair above the true value; one part in a billion is not a cent.
  return microDollarsOf(Math.ceil(microDollarsExact / MICRO_PER_CENT - 1e-9) * MICRO_PER_CENT);
}

/** Adds two amounts. */
export function add(a: MicroDollars, b: MicroDollars): MicroDollars {
  return microDollarsOf(a + b);
}

/** Subtracts the second amount from the first; the result may be negative (a debt). */
export function subtract(a: MicroDollars, b: MicroDollars): MicroDollars {
  return microDollarsOf(a - b);
}

/** Formats an amount exactly: `$0.10`, `$12.00`, `-$0.05`; only a fraction of a cent has more decimals: `$0.176`. */
export function formatUsd(amount: MicroDollars): string {
  const sign = amount < 0 ? '-' : '';
  return `${sign}$${inDollars(Math.abs(amount))
    .toFixed(MICRO_DECIMALS)
    .replace(/0{1,4}$/, '')}`;
}
