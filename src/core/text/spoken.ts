import type { Segment } from '../audiopod/model.ts';
import { formatLength } from './format-length.ts';

/** Lines of a message stay below what every platform shows whole. */
const EXCERPT_CHARACTERS = 700;

/** One readable line per stretch: when, who, and what was said where that is known. */
export function spokenLines(segments: readonly Segment[]): readonly string[] {
  return segments.map(({ startSeconds, endSeconds, speaker, text }) => {
    const from = formatLength(startSeconds * 1_000);
    const said = text.replaceAll(/\s+/g, ' ').trim();
    const time = said === '' ? `${from}–${formatLength(endSeconds * 1_000)}` : from;
    return [
      `[${time}]`,
      ...(speaker === undefined ? [] : [`${speaker}:`]),
      ...(said === '' ? [] : [said]),
    ].join(' ');
  });
}

/**
 * The first lines, as many as a message shows well. A line that alone is too long is cut at a character with `…`; the
 * file holds all of it.
 */
export function excerptOf(segments: readonly Segment[]): string {
  const lines = spokenLines(segments);
  const shown: string[] = [];
  let characters = 0;
  for (const line of lines) {
    characters += line.length + 1;
    if (characters > EXCERPT_CHARACTERS) break;
    shown.push(line);
  }
  const [first = ''] = lines;
  if (shown.length === 0) return [...first].slice(0, EXCERPT_CHARACTERS).join('') + (first === '' ? '' : '…');
  return shown.length < lines.length ? `${shown.join('\n')}\n…` : shown.join('\n');
}

/** SubRip: numbered stretches with times to the millisecond. */
export function toSrt(segments: readonly Segment[]): string {
  return segments
    .map(({ startSeconds, endSeconds, speaker, text }, index) => {
      const said = [...(speaker === undefined ? [] : [`${speaker}:`]), text.trim()].join(' ').trim();
      return `${index + 1}\n${srtTime(startSeconds)} --> ${srtTime(endSeconds)}\n${said}\n`;
    })
    .join('\n');
}

/** `01:02:03,450`, the comma included. */
function srtTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  return `${clock.map(two).join(':')},${String(ms % 1_000).padStart(3, '0')}`;
}
