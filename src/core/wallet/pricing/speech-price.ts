import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

/** What a credit is worth: 7,500 for a dollar (AudioPod API notes 8.8). */
const CREDITS_PER_DOLLAR = 7_500;
const CREDITS_PER_CHARACTER = 0.5;

/** What so many credits are worth, rounded up to the whole cent. */
export function priceOfCredits(credits: number): MicroDollars {
  return ceilToCent((credits / CREDITS_PER_DOLLAR) * 1_000_000);
}

/**
 * What a text costs by the account's price, half a credit a character. UTF-16 units are counted: whatever
 * the service takes for a character, it does not find more.
 */
export function priceOfCharacters(text: string): MicroDollars {
  return priceOfCredits(text.length * CREDITS_PER_CHARACTER);
}
