import { z } from 'zod';
import { fromDollars, type MicroDollars } from '../../core/model/money/money.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Kind } from './variable.ts';

/** Text that matches a pattern. */
export function matching(pattern: RegExp, expected: string): Kind<string> {
  return { schema: z.string().regex(pattern), expected };
}

/** Any text without control characters, such as a path. */
export const words: Kind<string> = matching(/^\P{Cc}+$/u, 'text without control characters');

/** `on` or `off`. */
export const onOff: Kind<boolean> = {
  schema: z.enum(['on', 'off']).transform((value) => value === 'on'),
  expected: 'on or off',
};

/** One of several words. */
export function oneOf<const T extends readonly [string, ...string[]]>(choices: T): Kind<T[number]> {
  return { schema: z.enum(choices), expected: `one of ${choices.join(', ')}` };
}

/** A whole number in decimal digits, `min` and `max` included. */
export function whole(min: number, max: number): Kind<number> {
  return {
    schema: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
    expected: `a whole number from ${min} to ${max}`,
  };
}

const AMOUNT = /^\d{1,6}(\.\d{1,6})?$/;

/** US dollars without a sign, up to a million. */
export const dollars: Kind<MicroDollars> = {
  schema: z
    .string()
    .regex(AMOUNT)
    .transform((value) => fromDollars(Number(value))),
  expected: 'an amount in US dollars such as 2 or 0.50',
};

/** US dollars, or `none` for no limit. */
export const dollarsOrNone: Kind<MicroDollars | null> = {
  schema: z
    .string()
    .refine((value) => value === 'none' || AMOUNT.test(value))
    .transform((value) => (value === 'none' ? null : fromDollars(Number(value)))),
  expected: 'an amount in US dollars such as 2 or 0.50, or none',
};

/** A key, token or password. Visible ASCII only, because it travels in headers. */
export const secret: Kind<Secret> = {
  schema: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .transform((value) => new Secret(value)),
  expected: 'a secret without spaces or line breaks',
  isSecret: true,
};

/** 32 bytes in base64, as `openssl rand -base64 32` prints them. */
export const key32: Kind<Secret> = {
  schema: z
    .string()
    .regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/)
    .transform((value) => new Secret(value)),
  expected: '32 bytes in base64 (44 characters, from: openssl rand -base64 32)',
  isSecret: true,
};

/** A comma separated list whose items match a pattern. Spaces around the commas are fine. */
export function list(item: RegExp, expected: string): Kind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform((value) => value.split(',').map((one) => one.trim()))
      .pipe(z.array(z.string().regex(item)).min(1)),
    expected,
  };
}

/** Header names with percent-encoded values, `name=value,name=value`. A secret, because they may hold a key. */
export const headerPairs: Kind<Secret> = {
  schema: z
    .string()
    .regex(/^[\w-]+=[\x21-\x2b\x2d-\x7e]*(?:,[\w-]+=[\x21-\x2b\x2d-\x7e]*)*$/)
    .refine(isPercentEncoded)
    .transform((value) => new Secret(value)),
  expected: 'headers such as name=value, separated by commas, with percent-encoded values',
  isSecret: true,
};

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
