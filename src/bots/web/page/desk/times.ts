import { html, type TemplateResult } from 'lit-html';

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Draws moments: how long ago or ahead, and on the clock of the person’s own time zone. */
export interface Times {
  moment(atMs: number): TemplateResult;
  clock(atMs: number): string;
}

/** Creates {@link Times} in a language. */
export function createTimes(locale: string): Times {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const absolute = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });

  const distance = (atMs: number): string => {
    const awayMs = atMs - Date.now();
    const [unit, sizeMs] = STEPS.find(([, size]) => Math.abs(awayMs) >= size) ?? ['second', 1_000];
    return relative.format(Math.trunc(awayMs / sizeMs), unit);
  };
  return {
    moment: (atMs) => html`
      <time class="moment" datetime=${new Date(atMs).toISOString()}>
        <span>${distance(atMs)}</span> <span class="soft">${absolute.format(atMs)}</span>
      </time>`,
    clock: (atMs) => time.format(atMs),
  };
}
