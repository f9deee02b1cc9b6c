import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentFile } from '../../model/job/job-files.ts';
import type { Diarization, Segment, Transcript } from '../../model/job/provider-job.ts';
import type { TranscriptFormat } from '../../model/job/request.ts';
import { baseNameOf } from '../../model/job/title.ts';
import type { Locale } from '../../model/locale.ts';
import { sampleRemark } from '../../text/result-remarks.ts';
import { speakerName, withSpeakerNames } from '../../text/speaker-name.ts';
import { excerptOf, spokenLines, toSrt } from '../../text/spoken.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import type { Made } from './made.ts';

type Needs = Pick<JobDependencies, 'audio'>;

/** A result that is words, as AudioPod made it. */
export type Words =
  /** `document` is the transcript in the requested format. */
  | ({ readonly kind: 'transcript'; readonly document: string } & Transcript)
  | ({ readonly kind: 'turns' } & Diarization);

const MIME_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  txt: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/** Writes the files of a transcript, or of who spoke when, and the lines for the message itself. */
export async function writeWords(
  context: JobContext,
  needs: Needs,
  words: Words,
  folder: string,
): Promise<Made> {
  const base = baseNameOf(context.job.title, undefined, 'transcript');
  const sample = words.isSample ? ({ isSample: true } as const) : {};
  if (words.kind === 'turns') return { ...(await makeTurns(context, needs, words, base, folder)), ...sample };
  const { request, origin } = context.job;
  const { locale } = origin;
  const segments = words.segments.map((segment) => named(locale, segment));
  const format = request.service === 'transcription' ? request.format : 'txt';
  const path = join(folder, `transcript.${format}`);
  await writeFile(path, readable(context, format, words), { signal: context.signal });
  const document = await documentOf(path, `${base}.${format}`, MIME_TYPES[format]);
  return { files: [], documents: [document], ...told(segments), ...sample };
}

/** Returns the document with names for people, except in JSON, which is for programs. */
function readable(
  { job }: JobContext,
  format: TranscriptFormat,
  { document, isSample }: Extract<Words, { readonly kind: 'transcript' }>,
): string {
  if (format === 'json') return document;
  const text = withSpeakerNames(job.origin.locale, document);
  return isSample ? withSampleNote(format, text, sampleRemark(job)) : text;
}

async function makeTurns(
  context: JobContext,
  needs: Needs,
  { turns, isSample }: Diarization,
  base: string,
  folder: string,
): Promise<Made> {
  const { locale } = context.job.origin;
  const shown = turns.map((turn) => ({ ...turn, speaker: speakerName(locale, turn.speaker) }));
  const segments = shown.map((turn) => ({ ...turn, text: turn.text ?? '' }));
  const write = async (name: string, mimeType: string, content: string): Promise<DocumentFile> => {
    const path = join(folder, name);
    await writeFile(path, content, { signal: context.signal });
    return documentOf(path, `${base}-${name}`, mimeType);
  };
  const lines = `${spokenLines(segments).join('\n')}\n`;
  const noted = isSample ? withSampleNote('txt', lines, sampleRemark(context.job)) : lines;
  const data = { turns, ...(isSample && { isSample }) };
  const documents = [
    await write('speakers.txt', MIME_TYPES.txt, noted),
    await write('speakers.srt', MIME_TYPES.srt, toSrt(segments)),
    // For programs, which use AudioPod's speaker labels.
    await write('speakers.json', MIME_TYPES.json, `${JSON.stringify(data, undefined, 2)}\n`),
  ];
  const picture = await needs.audio.timeline(shown, join(folder, 'timeline.png'), context.signal);
  return { files: [], documents, ...told(segments), ...(picture === undefined ? {} : { picture }) };
}

/**
 * Returns a document with the remark where people would read it: above plain text, and in a comment of WebVTT.
 * Other formats have no place for it.
 */
function withSampleNote(format: TranscriptFormat, document: string, remark: string): string {
  if (format === 'txt') return `[${remark}]\n\n${document}`;
  const end = document.indexOf('\n');
  if (format !== 'vtt' || end < 0) return document;
  return `${document.slice(0, end)}\n\nNOTE ${remark}\n${document.slice(end + 1)}`;
}

function named(locale: Locale, segment: Segment): Segment {
  const { speaker } = segment;
  return speaker === undefined ? segment : { ...segment, speaker: speakerName(locale, speaker) };
}

function told(segments: readonly Segment[]): Pick<Made, 'excerpt' | 'speakers'> {
  const speakers = new Set(segments.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker]))).size;
  const excerpt = excerptOf(segments);
  return { ...(excerpt === '' ? {} : { excerpt }), ...(speakers === 0 ? {} : { speakers }) };
}

async function documentOf(path: string, fileName: string, mimeType: string): Promise<DocumentFile> {
  return { path, fileName, mimeType, sizeBytes: (await stat(path)).size };
}
