import type { Locale } from '../model/locale.ts';

/**
 * A moment as people write it, in a time zone and saying so: `Dec 1, 2026, 00:00 UTC`, `2026年12月1日 00:00 UTC`.
 *
 * @param zone an IANA name that this machine knows.
 */
export function formatMoment(locale: Locale, atMs: number, zone = 'UTC'): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: zone,
  });
  return `${format.format(atMs)} ${zone}`;
}
