import { ceilToCent, type MicroDollars } from './money.ts';

/** $0.04 for a minute of speech as it comes out (AudioPod API notes 8.8). */
const MICRO_DOLLARS_PER_MINUTE = 40_000;
/** What a credit is worth: 7,500 for a dollar (AudioPod API notes 8.8). */
const CREDITS_PER_DOLLAR = 7_500;
const CREDITS_PER_CHARACTER = 0.5;

/** What so many seconds of speech cost at the wallet's price, in whole cents. */
export function speechPrice(seconds: number): MicroDollars {
  return ceilToCent((seconds / 60) * MICRO_DOLLARS_PER_MINUTE);
}

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
