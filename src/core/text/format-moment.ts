import type { Locale } from '../model/locale.ts';
import { withRemark } from './with-remark.ts';

const CLOCK = { day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/**
 * Formats a moment near now with its time zone: `Dec 1, 00:00 (Asia/Shanghai)`, `12月1日 00:00（Asia/Shanghai）`.
 *
 * @param zone an IANA name that this machine knows.
 */
export function formatMoment(locale: Locale, atMs: number, zone = 'UTC'): string {
  return inZone(locale, atMs, zone, {});
}

/** Formats a moment like {@link formatMoment} but with the year, for dates that may be long past. */
export function formatMomentWithYear(locale: Locale, atMs: number, zone = 'UTC'): string {
  return inZone(locale, atMs, zone, { year: 'numeric' });
}

function inZone(locale: Locale, atMs: number, zone: string, year: Intl.DateTimeFormatOptions): string {
  const month = locale === 'zh-CN' ? 'long' : 'short';
  const format = new Intl.DateTimeFormat(locale, { ...CLOCK, ...year, month, timeZone: zone });
  return withRemark(locale, format.format(atMs), zone);
}
