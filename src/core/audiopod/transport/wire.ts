import { z } from 'zod';
import { fromCents, type MicroDollars, microDollarsOf } from '../../model/money/money.ts';

/**
 * Accepts a value that may be absent, `null` or invalid; all three become `undefined` (AudioPod API notes
 * 1.3).
 */
export function optional<T>(shape: z.ZodType<T>): z.ZodType<T | undefined> {
  return shape
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined);
}

/** A trimmed text; an empty one counts as absent. */
export const text = optional(z.string().trim().min(1));

/** A number, or digits in a string. */
export const number = optional(z.union([z.number(), z.string().trim().min(1).pipe(z.coerce.number())]));

/** An id: an integer in most responses, a string in some (notes 1.4). */
export const id = optional(z.union([z.string().min(1), z.number()]).transform(String));

/** `true`, `1`, `"True"` and their opposites (notes 13a.17). */
export const flag = optional(
  z.union([z.boolean(), z.literal([0, 1]), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })]),
).transform((value) => (value === undefined ? undefined : Boolean(value)));

/** An ISO 8601 date as milliseconds since the epoch; without a zone it is UTC (notes 1.4, 13a.14). */
export const timestamp = optional(z.string()).transform((value) => {
  if (value === undefined) return undefined;
  const zoned = /[zZ]$|[+-]\d{2}:?\d{2}$/.test(value) ? value : `${value}Z`;
  const ms = Date.parse(zoned.trim().replace(' ', 'T'));
  return Number.isNaN(ms) ? undefined : ms;
});

/** Whole or fractional cents. */
export const cents = number.transform((value) =>
  value === undefined ? undefined : safely(value, fromCents),
);

/** Dollars as `18.4`, `"18.40"`, `"$18.40"` or `"$0.10/min"` (notes 8.1, 13a.11). */
export const dollars = optional(z.union([z.number(), z.string()])).transform((value) =>
  value === undefined ? undefined : parseDollars(String(value)),
);

/**
 * Parses dollars exactly, digit by digit, rounded to millionths.
 *
 * @returns `undefined` if the text is not an amount.
 */
export function parseDollars(words: string): MicroDollars | undefined {
  const plain = words.replace(/[\s,$]|USD|\/\s*min(ute)?$/gi, '');
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:e(-?\d+))?$/i.exec(plain);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  // Only numbers below a millionth, or too large for a wallet, have exponents.
  if (exponent !== undefined) return safely(Number(plain) * 1e6, Math.round);
  const millionths =
    Number(`${whole}${fraction.slice(0, 6).padEnd(6, '0')}`) + (/^\d{6}[5-9]/.test(fraction) ? 1 : 0);
  return safely(sign === '-' && millionths > 0 ? -millionths : millionths, Math.round);
}

function safely(value: number, convert: (value: number) => number): MicroDollars | undefined {
  try {
    return microDollarsOf(convert(value));
  } catch {
    return undefined;
  }
}

/** A list, bare or inside an object, and its information about further pages (notes 1.4). */
export interface WireList {
  readonly entries: readonly unknown[];
  readonly total?: number | undefined;
  readonly hasMore?: boolean | undefined;
}

const wrapped = z.object({
  items: optional(z.array(z.unknown())),
  jobs: optional(z.array(z.unknown())),
  voices: optional(z.array(z.unknown())),
  modes: optional(z.array(z.unknown())),
  logs: optional(z.array(z.unknown())),
  endpoints: optional(z.array(z.unknown())),
  data: optional(z.array(z.unknown())),
  total: number,
  hasMore: flag,
  has_more: flag,
});

/** Accepts every known wrapping of a list. An object without a list is invalid. */
export const list: z.ZodType<WireList> = z.union([
  z.array(z.unknown()).transform((entries) => ({ entries })),
  wrapped.transform((body, context) => {
    const entries =
      body.items ?? body.jobs ?? body.voices ?? body.modes ?? body.logs ?? body.endpoints ?? body.data;
    if (entries !== undefined) {
      return { entries, total: body.total, hasMore: body.hasMore ?? body.has_more };
    }
    context.addIssue({ code: 'custom', message: 'No list' });
    return z.NEVER;
  }),
]);

/** Keeps the entries that can be parsed: one invalid entry must not hide the others. */
export function readable<T>(entries: readonly unknown[], shape: z.ZodType<T | undefined>): readonly T[] {
  return entries.flatMap((entry) => {
    const parsed = shape.safeParse(entry);
    return parsed.success && parsed.data !== undefined ? [parsed.data] : [];
  });
}
