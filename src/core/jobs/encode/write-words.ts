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
import { TRANSCRIPT_TYPES, withSampleNote } from './transcript-formats.ts';

type Needs = Pick<JobDependencies, 'audio'>;

/** A result that is words, as AudioPod made it. */
export type Words =
  /** `document` is the transcript in the requested format. */
  | ({ readonly kind: 'transcript'; readonly document: string } & Transcript)
  | ({ readonly kind: 'turns' } & Diarization);

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
  const document = await documentOf(path, `${base}.${format}`, TRANSCRIPT_TYPES[format]);
  const transcript = await keepTranscript(context, words.segments, base, folder);
  return { files: [], documents: [document], transcript, ...told(segments), ...sample };
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
    await write('speakers.txt', TRANSCRIPT_TYPES.txt, noted),
    await write('speakers.srt', TRANSCRIPT_TYPES.srt, toSrt(segments)),
    // For programs, which use AudioPod's speaker labels.
    await write('speakers.json', TRANSCRIPT_TYPES.json, `${JSON.stringify(data, undefined, 2)}\n`),
  ];
  const picture = await needs.audio.timeline(shown, join(folder, 'timeline.png'), context.signal);
  const transcript = await keepTranscript(
    context,
    turns.map((turn) => ({ ...turn, text: turn.text ?? '' })),
    base,
    folder,
  );
  return {
    files: [],
    documents,
    transcript,
    ...told(segments),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** Writes all words with their times and AudioPod's labels of speakers, as {@link Segment}s. */
async function keepTranscript(
  { signal }: JobContext,
  segments: readonly Segment[],
  base: string,
  folder: string,
): Promise<DocumentFile> {
  const path = join(folder, 'segments.json');
  await writeFile(path, JSON.stringify({ segments }), { signal });
  return documentOf(path, `${base}-segments.json`, TRANSCRIPT_TYPES.json);
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
