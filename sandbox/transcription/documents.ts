import type { Said } from '../dialogue/said.ts';
import { speakerLabel } from '../dialogue/speakers.ts';

/** Transcript formats besides JSON and their content types (AudioPod API notes 6.4). */
export const CONTENT_TYPES = {
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
} as const;
export type TextFormat = keyof typeof CONTENT_TYPES;

/** Whether the format is sent as text. */
export function isTextFormat(format: string): format is TextFormat {
  return Object.hasOwn(CONTENT_TYPES, format);
}

/** Writes a transcript as text; `named` puts the speaker before each sentence. */
export function writeDocument(format: TextFormat, said: readonly Said[], named: boolean): string {
  const line = ({ speaker, text }: Said) => (named ? `${speakerLabel(speaker)}: ${text}` : text);
  switch (format) {
    case 'txt':
      return said.map((sentence) => `${line(sentence)}\n`).join('');
    case 'vtt':
      return `WEBVTT\n\n${said.map((sentence) => `${times(sentence, '.')}\n${line(sentence)}\n`).join('\n')}`;
    case 'srt':
      return said
        .map((sentence, index) => `${index + 1}\n${times(sentence, ',')}\n${line(sentence)}\n`)
        .join('\n');
  }
}

function times({ startMs, endMs }: Said, point: ',' | '.'): string {
  return `${timestamp(startMs, point)} --> ${timestamp(endMs, point)}`;
}

/** Returns a time such as `00:01:02,345`. */
function timestamp(ms: number, point: ',' | '.'): string {
  const whole = Math.round(ms);
  const parts = [
    Math.floor(whole / 3_600_000),
    Math.floor(whole / 60_000) % 60,
    Math.floor(whole / 1000) % 60,
  ];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}${point}${String(whole % 1000).padStart(3, '0')}`;
}
