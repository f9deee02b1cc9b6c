import type { Segment } from '../../model/job/provider-job.ts';
import type { TranscriptFormat } from '../../model/job/request.ts';
import { spokenLines, toSrt, toVtt } from '../../text/spoken.ts';

/** The MIME type of each format. */
export const TRANSCRIPT_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  txt: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/**
 * Writes a transcript in a format. Speakers are named as in the segments.
 *
 * @param remark says that the text is only a sample.
 */
export function toFormat(
  format: TranscriptFormat,
  segments: readonly Segment[],
  remark: string | undefined,
): string {
  const document = plainFormat(format, segments);
  return remark === undefined ? document : withSampleNote(format, document, remark);
}

function plainFormat(format: TranscriptFormat, segments: readonly Segment[]): string {
  switch (format) {
    case 'txt':
      return `${spokenLines(segments).join('\n')}\n`;
    case 'srt':
      return toSrt(segments);
    case 'vtt':
      return toVtt(segments);
    case 'json':
      return `${JSON.stringify({ segments: segments.map(jsonSegment) }, undefined, 2)}\n`;
  }
}

/** Names the fields as AudioPod's own JSON does. */
function jsonSegment({ startSeconds, endSeconds, speaker, text, words }: Segment): object {
  return {
    start: startSeconds,
    end: endSeconds,
    ...(speaker !== undefined && { speaker }),
    text,
    ...(words !== undefined && {
      words: words.map((one) => ({ word: one.word, start: one.startSeconds, end: one.endSeconds })),
    }),
  };
}

/**
 * Returns a document with the remark where people would read it: above plain text, and in a comment of WebVTT.
 * Other formats have no place for it.
 */
export function withSampleNote(format: TranscriptFormat, document: string, remark: string): string {
  if (format === 'txt') return `[${remark}]\n\n${document}`;
  const end = document.indexOf('\n');
  if (format !== 'vtt' || end < 0) return document;
  return `${document.slice(0, end)}\n\nNOTE ${remark}\n${document.slice(end + 1)}`;
}
