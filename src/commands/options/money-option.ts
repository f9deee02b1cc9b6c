import { BotError } from '../../core/model/errors.ts';
import { fromDollars, type MicroDollars } from '../../core/model/money/money.ts';
import { excerpt } from '../framework/excerpt.ts';
import { asText, type Option } from '../framework/option.ts';

/** More than this is a typo. */
const MAX_DOLLARS = 1_000_000;
/** Characters of a typed amount or word. */
const MAX_LENGTH = 20;
/** `2`, `$0.50`, `.5 USD`, `1,000`. A comma is never a decimal point: `0,50` is not read as fifty. */
const AMOUNT = /^(?:\$\s*(?=[\d.]))?(\d{1,3}(?:,\d{3})+|\d*)(\.\d{1,6})?\s*(?:\$|usd|美元)?$/i;

/** Words accepted instead of an amount, in every language. */
const WORDS = {
  none: ['none', '无', '没有', '不限'],
  default: ['default', '默认'],
} as const;
type Word = keyof typeof WORDS;

/**
 * An amount of US dollars, from 0 to a million and down to the micro-dollar, or one of `words`. Digits and signs may be
 * full-width, as Chinese keyboards write them.
 */
export function dollars<const Allowed extends Word = never>(
  ...words: readonly Allowed[]
): Option<MicroDollars | Allowed, false> {
  return {
    kind: 'dollars',
    required: false,
    maxLength: MAX_LENGTH,
    fits: () => false,
    read(raw, name) {
      const given = asText(raw).normalize('NFKC');
      const word = words.find((one) => WORDS[one].some((spelling) => spelling === given.toLowerCase()));
      if (word !== undefined) return word;
      const [, whole = '', fraction = ''] = AMOUNT.exec(given) ?? [];
      const amount = Number(`${whole.replaceAll(',', '')}${fraction}` || Number.NaN);
      if (!(amount >= 0 && amount <= MAX_DOLLARS)) {
        throw new BotError('option-not-dollars', `${name} is not an amount in dollars`, {
          facts: { option: name, value: excerpt(given), words: ['0.50', ...words].join(', ') },
        });
      }
      return fromDollars(amount);
    },
  };
}
