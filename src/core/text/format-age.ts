import type { Locale } from '../model/locale.ts';

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Formats an age: `3 minutes ago`, `3分钟前`. Less than a minute is `now`. */
export function formatAge(locale: Locale, ageMs: number): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, sizeMs] of STEPS) {
    if (ageMs >= sizeMs) return format.format(-Math.floor(ageMs / sizeMs), unit);
  }
  return format.format(0, 'second');
}
