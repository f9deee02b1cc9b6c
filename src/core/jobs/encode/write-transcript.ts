import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Work } from '../../model/job/job.ts';
import type { CollectedTranscript, DocumentFile } from '../../model/job/job-files.ts';
import type { Diarization, Segment, Transcript, Turn } from '../../model/job/provider-job.ts';
import type { TranscriptFormat } from '../../model/job/request.ts';
import { baseNameOf } from '../../model/job/title.ts';
import type { Locale } from '../../model/locale.ts';
import { sampleRemark } from '../../text/result-remarks.ts';
import { speakerName, withSpeakerNames } from '../../text/speaker-name.ts';
import { excerptOf, spokenLines, toSrt } from '../../text/spoken.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'audio'>;

/** What is posted, without the stage it is stored in. */
export type Made = Omit<Extract<Work, { readonly stage: 'encoded' }>, 'stage'>;

const MIME_TYPES: Readonly<Record<TranscriptFormat, string>> = {
  txt: 'text/plain',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  json: 'application/json',
};

/** Writes the files of a transcript, or of who spoke when, and the lines for the message itself. */
export async function writeTranscript(
  context: JobContext,
  needs: Needs,
  words: CollectedTranscript,
  folder: string,
): Promise<Made> {
  const said: unknown = JSON.parse(await readFile(words.path, 'utf8'));
  const base = baseNameOf(context.job.title, undefined, 'transcript');
  // Written by this program one stage earlier, from what the client had parsed.
  const sample = words.isSample ? ({ isSample: true } as const) : {};
  if (words.kind === 'turns') {
    const diarization = { turns: said as readonly Turn[], ...sample };
    return { ...(await makeTurns(context, needs, diarization, base, folder)), ...sample };
  }
  const { request, origin } = context.job;
  const { locale } = origin;
  const segments = (said as Transcript).segments.map((segment) => named(locale, segment));
  const format = request.service === 'transcription' ? request.format : 'txt';
  const path = join(folder, `transcript.${format}`);
  if (format === 'json') await copyFile(words.documentPath, path);
  else {
    const text = withSpeakerNames(locale, await readFile(words.documentPath, 'utf8'));
    const noted = words.isSample ? withSampleNote(format, text, sampleRemark(context.job)) : text;
    await writeFile(path, noted, { signal: context.signal });
  }
  const document = await documentOf(path, `${base}.${format}`, MIME_TYPES[format]);
  return { files: [], documents: [document], ...told(segments), ...sample };
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
