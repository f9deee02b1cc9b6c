import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

/**
 * Returns the price of a number of seconds, in whole cents. Stems cost the same in every standard mode,
 * `producer`, `studio` and `mastering` included (AudioPod API notes 8.8).
 */
export function soundPrice(seconds: number, perMinute: MicroDollars): MicroDollars {
  return ceilToCent((seconds / 60) * perMinute);
}

/** Returns the longest music for a requested length: the notes (2.5) saw 45.2 s for 45 s. */
export function longestMusic(askedSeconds: number): number {
  return askedSeconds * 1.05 + 1;
}

/** Credits per dollar (AudioPod API notes 8.8). */
const CREDITS_PER_DOLLAR = 7_500;
const CREDITS_PER_CHARACTER = 0.5;

/** Returns the price of credits, rounded up to the whole cent. */
export function priceOfCredits(credits: number): MicroDollars {
  return ceilToCent((credits / CREDITS_PER_DOLLAR) * 1_000_000);
}

/**
 * Returns the price of a text at the account's rate, half a credit a character.
 *
 * @param characters in UTF-16 units: however the service counts characters, it cannot count more.
 */
export function priceOfCharacters(characters: number): MicroDollars {
  return priceOfCredits(characters * CREDITS_PER_CHARACTER);
}
