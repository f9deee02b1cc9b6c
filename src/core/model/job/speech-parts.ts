import { MAX_SPEECH_CHARACTERS } from './speech-text.ts';

/**
 * Cuts a text into what AudioPod speaks at once, at the ends of sentences; a sentence that alone is too long is cut
 * between words, and a word between characters. The same text always gives the same parts, so which one comes next
 * follows from how many were spoken.
 *
 * @returns at least one part, none longer than the service's limit.
 */
export function speechParts(text: string): readonly string[] {
  const parts: string[] = [];
  let open = '';
  const close = (): void => {
    const said = open.trim();
    // A part of nothing but blanks or marks would be refused.
    if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(said)) parts.push(said);
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
