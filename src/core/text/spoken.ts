import type { Segment } from '../model/job/provider-job.ts';
import { formatLength } from './format-length.ts';

/** Short enough for every platform to show it in full. */
const EXCERPT_CHARACTERS = 700;

/** Returns one readable line per segment: when, who, and the text if known. */
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
 * Returns the first lines, as many as fit into a message.
 *
 * A single line that is too long is cut between characters and ends with `…`; the file contains all of it.
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

/** Cuts a line to the characters that fit, as people count them: a combined emoji is one. */
function begin(line: string): string {
  const last = new Intl.Segmenter().segment(line).containing(EXCERPT_CHARACTERS);
  return line.slice(0, last?.index);
}

/**
 * Formats SubRip subtitles: numbered, with millisecond times. Segments without text and speaker are left out.
 */
export function toSrt(segments: readonly Segment[]): string {
  return cues(segments, ',', (speaker) => `${speaker}: `)
    .map((cue, index) => `${index + 1}\n${cue}\n`)
    .join('\n');
}

/** Formats WebVTT subtitles, which name the speaker in a tag. Segments without text and speaker are left out. */
export function toVtt(segments: readonly Segment[]): string {
  const escaped = segments.map((segment) => ({ ...segment, text: escapeVtt(segment.text) }));
  const found = cues(escaped, '.', (speaker) => `<v ${escapeVtt(speaker)}>`);
  return `WEBVTT\n\n${found.map((cue) => `${cue}\n`).join('\n')}`;
}

/** Returns each stretch as its times and one line of text: an empty line would end the subtitle. */
function cues(
  segments: readonly Segment[],
  point: ',' | '.',
  named: (speaker: string) => string,
): readonly string[] {
  return segments.flatMap(({ startSeconds, endSeconds, speaker, text }) => {
    const said = oneLine(`${speaker === undefined ? '' : named(oneLine(speaker))}${text}`);
    if (said === '') return [];
    return [`${cueTime(startSeconds, point)} --> ${cueTime(endSeconds, point)}\n${said}`];
  });
}

/** `&`, `<` and `>` begin or end markup in WebVTT; the last also ends a speaker's tag. */
function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Formats a time as `01:02:03,450`, with the format's own sign before the milliseconds. */
function cueTime(seconds: number, point: ',' | '.'): string {
  const ms = Math.max(0, Math.round(seconds * 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  return `${clock.map(two).join(':')}${point}${String(ms % 1_000).padStart(3, '0')}`;
}
