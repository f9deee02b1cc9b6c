import { z } from 'zod';
import { fromCents, type MicroDollars, microDollarsOf } from '../../model/money/money.ts';

/** A value that may be absent, `null` or nonsense; all three read as `undefined` (AudioPod API notes 1.3). */
export function optional<T>(shape: z.ZodType<T>): z.ZodType<T | undefined> {
  return shape
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined);
}

/** Words, trimmed; empty ones count as absent. */
export const text = optional(z.string().trim().min(1));

/** A number, or digits in a string. */
export const number = optional(z.union([z.number(), z.string().trim().min(1).pipe(z.coerce.number())]));

/** Ids are integers in most answers and strings in some (notes 1.4). */
export const id = optional(z.union([z.string().min(1), z.number()]).transform(String));

/** `true`, `1`, `"True"` and their opposites (notes 13a.17). */
export const flag = optional(
  z.union([z.boolean(), z.literal([0, 1]), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })]),
).transform((value) => (value === undefined ? undefined : Boolean(value)));

/** ISO 8601 in milliseconds since the epoch; without a zone it means UTC (notes 1.4, 13a.14). */
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
 * Reads dollars exactly, by their digits; beyond millionths they are rounded.
 *
 * @returns `undefined` for what is no amount.
 */
export function parseDollars(words: string): MicroDollars | undefined {
  const plain = words.replace(/[\s,$]|USD|\/\s*min(ute)?$/gi, '');
  const match = /^(-?)(\d*)\.?(\d*)(?:e(-?\d+))?$/i.exec(plain);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  // Exponents come only from numbers below a millionth, or beyond what a wallet can hold.
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

/** A list that came bare or inside an object, with what it says about further pages (notes 1.4). */
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
  data: optional(z.array(z.unknown())),
  total: number,
  hasMore: flag,
  has_more: flag,
});

/** Accepts every wrapping a list was seen in. An object without any list in it is no list. */
export const list: z.ZodType<WireList> = z.union([
  z.array(z.unknown()).transform((entries) => ({ entries })),
  wrapped.transform((body, context) => {
    const entries = body.items ?? body.jobs ?? body.voices ?? body.modes ?? body.logs ?? body.data;
    if (entries !== undefined) {
      return { entries, total: body.total, hasMore: body.hasMore ?? body.has_more };
    }
    context.addIssue({ code: 'custom', message: 'No list' });
    return z.NEVER;
  }),
]);

/** Keeps the entries that can be read: one odd line must not hide the others. */
export function readable<T>(entries: readonly unknown[], shape: z.ZodType<T | undefined>): readonly T[] {
  return entries.flatMap((entry) => {
    const parsed = shape.safeParse(entry);
    return parsed.success && parsed.data !== undefined ? [parsed.data] : [];
  });
}
