import { isVisible, trimBlank } from '../blank.ts';
import { BotError } from '../errors.ts';
import type { Job } from './job.ts';

/** The service's documented limit (AudioPod API notes, section 10); newer documents allow more. */
export const MAX_SPEECH_CHARACTERS = 5_000;
/** A text file may be longer: it is spoken in parts, which are joined. About two hours of speech. */
export const MAX_TEXT_FILE_CHARACTERS = 100_000;

/**
 * Checks a text before it is paid for and returns it without the blanks around it.
 *
 * Cues in brackets, break tags and phonetic spelling are part of the service's syntax and stay as they are.
 *
 * @param max in characters.
 * @throws {BotError} `text-empty`, `text-unspeakable`, `text-too-long`.
 */
export function checkSpeechText(given: string, max = MAX_SPEECH_CHARACTERS): string {
  const text = trimBlank(given);
  if (text === '') throw new BotError('text-empty', 'The text is empty');
  if (!isVisible(text)) {
    throw new BotError('text-unspeakable', 'The text has no visible character');
  }
  const length = Array.from(text).length;
  if (length > max) {
    throw new BotError('text-too-long', 'The text is too long', {
      facts: { length, max },
    });
  }
  return text;
}

/**
 * Returns the parts of text a speech job speaks, in order; none for any other job.
 *
 * Typed text is in the request, a file's text in the fetched input.
 */
export function partsToSpeak({ request, input }: Pick<Job, 'request' | 'input'>): readonly string[] {
  if (request.service !== 'speech') return [];
  if (input?.kind === 'text') return speechParts(input.text);
  return input === undefined && request.text.kind === 'inline' ? speechParts(request.text.text) : [];
}

/**
 * Splits a text into parts that AudioPod accepts in one call, at the ends of sentences.
 *
 * A sentence that is too long is split between words, and a word between characters. The same text always
 * gives the same parts, so the number already spoken determines the next one.
 *
 * @returns at least one part, none longer than the service's limit.
 */
export function speechParts(text: string): readonly string[] {
  const parts: string[] = [];
  let open = '';
  const close = (): void => {
    const said = trimBlank(open);
    // AudioPod would refuse a part without visible characters.
    if (isVisible(said)) parts.push(said);
    open = '';
  };
  for (const piece of piecesOf(text)) {
    if (open.length + piece.length > MAX_SPEECH_CHARACTERS) close();
    open += piece;
  }
  close();
  return parts.length === 0 ? [text] : parts;
}

function* piecesOf(text: string): Generator<string> {
  if (text.length <= MAX_SPEECH_CHARACTERS) return yield text;
  for (const sentence of segments(text, 'sentence')) {
    if (sentence.length <= MAX_SPEECH_CHARACTERS) yield sentence;
    else
      for (const word of segments(sentence, 'word'))
        yield* word.length <= MAX_SPEECH_CHARACTERS ? [word] : word;
  }
}

function segments(text: string, granularity: 'sentence' | 'word'): readonly string[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity }).segment(text), ({ segment }) => segment);
}
