import { z } from 'zod';
import type { Segment, Transcript } from '../../model/job/provider-job.ts';
import { unwrapJob } from '../jobs/job-response.ts';
import { number, optional, readable, text } from '../transport/wire.ts';
import { spoken } from './spoken.ts';

const shape = z.object({
  detected_language: text,
  language: text,
  total_duration: number,
  segments: optional(z.array(z.unknown())),
  /** The words alone, in some samples (AudioPod API notes 6.4). */
  transcript: optional(z.string()),
  content: optional(z.string()),
  text: optional(z.string()),
});
type TranscriptAnswer = z.infer<typeof shape>;

/** What a finished job tells by itself; in current documents no segments at all (notes 6.3, 13). */
export const jobTranscript: z.ZodType<Transcript> = z.preprocess(
  unwrapJob,
  shape.transform((body) => toTranscript(body, '')),
);

/** The JSON transcript, however it is wrapped. One with neither segments nor words makes no sense. */
export const transcript: z.ZodType<Transcript> = z.preprocess(
  unwrapTranscript,
  shape.transform((body, context) => {
    const words = body.transcript ?? body.text ?? body.content;
    if (body.segments !== undefined || words !== undefined) return toTranscript(body, words ?? '');
    context.addIssue({ code: 'custom', message: 'No segments', path: ['segments'] });
    return z.NEVER;
  }),
);

/**
 * Takes off what an answer may be wrapped in: the transcript as text in JSON, or below one of the names of
 * notes 6.4. An object with segments is the transcript itself; plain words become its `text`.
 */
export function unwrapTranscript(body: unknown): unknown {
  if (typeof body === 'string') return unwrapTranscript(parseObject(body) ?? { text: body });
  if (Array.isArray(body)) return { segments: body };
  if (typeof body !== 'object' || body === null) return body;
  if ('segments' in body && Array.isArray(body.segments)) return body;
  const inner = innerOf(body);
  const object = typeof inner === 'string' ? parseObject(inner) : inner;
  if (typeof object !== 'object' || object === null) return body;
  return Array.isArray(object) ? { ...body, segments: object } : { ...body, ...object };
}

/** The first thing an answer holds by one of the names that transcripts are wrapped under. */
export function innerOf(body: object): unknown {
  return ['transcript', 'content', 'text']
    .map((name): unknown => (Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined))
    .find((value) => typeof value === 'string' || (typeof value === 'object' && value !== null));
}

function parseObject(words: string): object | undefined {
  try {
    const value: unknown = JSON.parse(words);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function toTranscript(body: TranscriptAnswer, words: string): Transcript {
  const segments = readable(body.segments ?? [], segment);
  const durationSeconds = body.total_duration;
  const language = [body.detected_language, body.language].find(
    (code) => code !== undefined && code !== 'auto',
  );
  const whole = { startSeconds: 0, endSeconds: Math.max(0, durationSeconds ?? 0), text: words.trim() };
  return {
    segments: segments.length === 0 && whole.text !== '' ? [whole] : segments,
    ...(language === undefined ? {} : { language }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}

const segment: z.ZodType<Segment | undefined> = spoken.transform(
  ({ startSeconds, endSeconds, text: said, speaker, words }) =>
    said === undefined
      ? undefined
      : {
          startSeconds,
          endSeconds,
          text: said,
          ...(speaker === undefined ? {} : { speaker }),
          ...(words === undefined ? {} : { words }),
        },
);
