import { z } from 'zod';
import type { SpokenWord } from '../../model/job/provider-job.ts';
import { id, number, optional, readable, text } from '../transport/wire.ts';

/** A stretch of speech in every spelling seen (AudioPod API notes 5, 6.4). */
export const spoken = z
  .object({
    start: number,
    end: number,
    text,
    speaker: id,
    speaker_label: id,
    speaker_id: id,
    words: optional(z.array(z.unknown())),
  })
  .transform((body) => {
    const startSeconds = Math.max(0, body.start ?? 0);
    const speaker = body.speaker ?? body.speaker_label ?? body.speaker_id;
    const words = wordsIn(body.words ?? []);
    return {
      isTimed: body.start !== undefined,
      startSeconds,
      endSeconds: Math.max(startSeconds, body.end ?? startSeconds),
      text: body.text,
      speaker: speaker === undefined ? undefined : labelOf(speaker),
      words: words.length === 0 ? undefined : words,
    };
  });

/**
 * Strict, because hours of talk have so many words that parsing each leniently would block everything else.
 */
const plainWords = z.array(z.object({ word: z.string(), start: z.number(), end: z.number() }));
const oddWord = z
  .object({ word: text, text, start: number, end: number })
  .transform((body) => wordOf(body.word ?? body.text ?? '', body.start, body.end));

function wordsIn(entries: readonly unknown[]): readonly SpokenWord[] {
  const { data } = plainWords.safeParse(entries);
  return data === undefined
    ? readable(entries, oddWord)
    : data.flatMap(({ word, start, end }) => wordOf(word, start, end) ?? []);
}

function wordOf(said: string, start: number | undefined, end = start): SpokenWord | undefined {
  const word = said.trim();
  if (word === '' || start === undefined || end === undefined) return undefined;
  const startSeconds = Math.max(0, start);
  return { word, startSeconds, endSeconds: Math.max(startSeconds, end) };
}

/** Returns the service's label for a speaker given only by number: 0 is `SPEAKER_00`. */
function labelOf(speaker: string): string {
  return /^\d+$/.test(speaker) ? `SPEAKER_${speaker.padStart(2, '0')}` : speaker;
}
