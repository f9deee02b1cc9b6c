import { z } from 'zod';
import type { Segment, Transcript } from '../../model/job/provider-job.ts';
import { unwrapJob } from '../jobs/job-response.ts';
import { flag, number, optional, readable, text } from '../transport/wire.ts';
import { spoken } from './spoken.ts';

const shape = z.object({
  detected_language: text,
  language: text,
  total_duration: number,
  /** Only the sandbox says so. */
  is_sample: flag,
  segments: optional(z.array(z.unknown())),
  /** Only the text, in some samples (AudioPod API notes 6.4). */
  transcript: optional(z.string()),
  content: optional(z.string()),
  text: optional(z.string()),
});
type TranscriptAnswer = z.infer<typeof shape>;

/** The transcript inside a finished job; by current documents it has no segments at all (notes 6.3, 13). */
export const jobTranscript: z.ZodType<Transcript> = z.preprocess(
  unwrapJob,
  shape.transform((body) => toTranscript(body, '')),
);

/** The JSON transcript, in any wrapping. One with neither segments nor text is invalid. */
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
 * Unwraps a transcript: from text inside JSON, or from under one of the names in notes 6.4.
 *
 * An object with segments is the transcript itself; plain text becomes its `text`.
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

/** Returns the first value under one of the names that transcripts are wrapped in. */
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
    ...(body.is_sample === true && { isSample: true }),
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
