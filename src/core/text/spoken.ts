import type { Segment } from '../model/job/provider-job.ts';
import { formatLength } from './format-length.ts';

/** Lines of a message stay below what every platform shows whole. */
const EXCERPT_CHARACTERS = 700;

/** One readable line per stretch: when, who, and what was said where that is known. */
export function spokenLines(segments: readonly Segment[]): readonly string[] {
  return segments.map(({ startSeconds, endSeconds, speaker, text }) => {
    const from = formatLength(startSeconds * 1_000);
    const said = oneLine(text);
    const time = said === '' ? `${from}–${formatLength(endSeconds * 1_000)}` : from;
    return [
      `[${time}]`,
      ...(speaker === undefined ? [] : [`${oneLine(speaker)}:`]),
      ...(said === '' ? [] : [said]),
    ].join(' ');
  });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
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
  if (shown.length === 0) return first === '' ? '' : `${begin(first)}…`;
  return shown.length < lines.length ? `${shown.join('\n')}\n…` : shown.join('\n');
}

/** As many whole characters as fit, as people count them: an emoji is one, whatever it is put together from. */
function begin(line: string): string {
  const last = new Intl.Segmenter().segment(line).containing(EXCERPT_CHARACTERS);
  return line.slice(0, last?.index);
}

/** SubRip: numbered stretches with times to the millisecond. One with neither words nor a speaker has nothing to show. */
export function toSrt(segments: readonly Segment[]): string {
  return segments
    .flatMap(({ startSeconds, endSeconds, speaker, text }) => {
      // An empty line within would end the stretch.
      const said = oneLine([...(speaker === undefined ? [] : [`${speaker}:`]), text].join(' '));
      return said === '' ? [] : [`${srtTime(startSeconds)} --> ${srtTime(endSeconds)}\n${said}\n`];
    })
    .map((stretch, index) => `${index + 1}\n${stretch}`)
    .join('\n');
}

/** `01:02:03,450`, the comma included. */
function srtTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  return `${clock.map(two).join(':')},${String(ms % 1_000).padStart(3, '0')}`;
}
