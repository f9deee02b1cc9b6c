import type { StemMode } from '../../model/job/request.ts';
import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

/** What so many seconds cost, in whole cents. */
export function soundPrice(seconds: number, perMinute: MicroDollars): MicroDollars {
  return ceilToCent((seconds / 60) * perMinute);
}

/** Music may come out a little longer than asked for: 45.2 s for 45 s in the notes, 2.5. */
export function longestMusic(askedSeconds: number): number {
  return askedSeconds * 1.05 + 1;
}

/**
 * Premium selections cost 1.5 or 2 times as much; the notes (8.8) do not say which costs which, so the larger
 * stands for all three.
 */
const MULTIPLIER: Readonly<Record<StemMode, number>> = {
  single: 1,
  two: 1,
  four: 1,
  six: 1,
  producer: 2,
  studio: 2,
  mastering: 2,
};

/** The most that taking apart so many seconds of audio can cost, in whole cents. */
export function stemPrice(mode: StemMode, seconds: number, perMinute: MicroDollars): MicroDollars {
  return ceilToCent((seconds / 60) * perMinute * MULTIPLIER[mode]);
}

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
