import type { Locale } from '../model/locale.ts';
import { translate } from './words.ts';

/** Formats a length as `3:07` or `1:02:45`. */
export function formatLength(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

const MINUTE_S = 60;
/** More often than that, no message has to change. */
const STEP_S = 20;

/** Rounds a wait up to what is told of it, in seconds: whole minutes, and the last one in steps of 20 s. */
export function roundWait(durationMs: number): number {
  const seconds = durationMs / 1_000;
  const step = seconds > MINUTE_S ? MINUTE_S : STEP_S;
  return Math.max(STEP_S, Math.ceil(seconds / step) * step);
}

/** Formats a rounded wait as `40 s` or `2 min`. */
export function formatWait(locale: Locale, seconds: number): string {
  return seconds < MINUTE_S
    ? translate(locale, 'job.wait.seconds', { count: seconds })
    : translate(locale, 'job.wait.minutes', { count: Math.ceil(seconds / MINUTE_S) });
}
