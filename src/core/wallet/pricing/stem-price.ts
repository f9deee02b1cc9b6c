import type { StemMode } from '../../model/job/request.ts';
import { ceilToCent, type MicroDollars } from '../../model/money/money.ts';

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
