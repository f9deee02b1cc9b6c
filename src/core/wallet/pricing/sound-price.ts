import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

/** What so many seconds cost, in whole cents. */
export function soundPrice(seconds: number, perMinute: MicroDollars): MicroDollars {
  return ceilToCent((seconds / 60) * perMinute);
}

/** Music may come out a little longer than asked for: 45.2 s for 45 s in the notes, 2.5. */
export function longestMusic(askedSeconds: number): number {
  return askedSeconds * 1.05 + 1;
}
