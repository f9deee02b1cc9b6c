import type { WebWordKey } from '../text/words.ts';

/** One sentence of the page with its gaps filled. */
export type Say = (key: WebWordKey, facts?: Readonly<Record<string, string | number>>) => string;

/** Speaks from the words the session brought. */
export function createSay(words: Readonly<Record<string, string>>): Say {
  return (key, facts = {}) =>
    (words[key] ?? key).replace(/\{\{(\w+)\}\}/g, (gap, name: string) => String(facts[name] ?? gap));
}

/** `3:07`, or `1:02:09` from an hour on. */
export function clockTime(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** `840 kB` or `12.4 MB`, as download lists write it. */
export function fileSize(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
