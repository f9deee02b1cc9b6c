import { el } from './dom.ts';

/** `[0:03] words` or `[0:03–0:07] words`, as transcripts begin their lines. */
const TIMED = /^\[([\d:]+(?:–[\d:]+)?)\] ?(.*)$/;

/** A text with what was said below it, or without. */
export interface Said {
  readonly about: string;
  readonly lines: HTMLElement | undefined;
}

/** Takes the lines of a transcript off a text, and sets each beside its time. */
export function readSaid(text: string): Said {
  const at = text.indexOf('\n\n');
  const lines = at < 0 ? [] : text.slice(at + 2).split('\n');
  const timed = lines.map((line) => TIMED.exec(line));
  if (timed[0] == null) return { about: text, lines: undefined };
  const entries = lines.map((line, index) => {
    const [, time = '', words = line] = timed[index] ?? [];
    return el('li', {}, el('span', { class: 'said-time' }, time), el('span', {}, words));
  });
  return { about: text.slice(0, at), lines: el('ol', { class: 'said' }, ...entries) };
}
