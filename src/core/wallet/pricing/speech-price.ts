import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

/** What a credit is worth: 7,500 for a dollar (AudioPod API notes 8.8). */
const CREDITS_PER_DOLLAR = 7_500;
const CREDITS_PER_CHARACTER = 0.5;

/** What so many credits are worth, rounded up to the whole cent. */
export function priceOfCredits(credits: number): MicroDollars {
  return ceilToCent((credits / CREDITS_PER_DOLLAR) * 1_000_000);
}

/**
 * Prices a text by its length, half a credit a character.
 *
 * @param count in UTF-16 units: whatever the service takes for a character, it does not find more.
 */
export function priceOfCharacters(count: number): MicroDollars {
  return priceOfCredits(count * CREDITS_PER_CHARACTER);
}
