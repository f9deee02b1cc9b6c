import type { Locale } from './locale.ts';

/** A moment as people write it, in UTC and saying so: `Dec 1, 2026, 00:00 UTC`, `2026年12月1日 00:00 UTC`. */
export function formatMoment(locale: Locale, atMs: number): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${format.format(atMs)} UTC`;
}
