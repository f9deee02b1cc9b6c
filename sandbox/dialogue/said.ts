/** One word with its times. */
export interface SaidWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** One sentence with its speaker and times. */
export interface Said {
  /** Counted from 0. */
  readonly speaker: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly SaidWord[];
}

/**
 * Unhurried speech: letters per second, and characters per second in scripts with one or more syllables each.
 */
const LETTERS_PER_SECOND = 14;
const SIGNS_PER_SECOND = 5;

/** Returns how long a text takes to say. */
export function naturalMs(text: string): number {
  const signs = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return Math.round((signs / SIGNS_PER_SECOND + ([...text].length - signs) / LETTERS_PER_SECOND) * 1000);
}

/** Returns a sentence said between two moments. Each of its words takes time in proportion to its length. */
export function saidFrom(
  { speaker, text, language }: Pick<Said, 'speaker' | 'text'> & { readonly language: string },
  startMs: number,
  endMs: number,
): Said {
  const words = splitWords(text, language);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  let doneLetters = 0;
  const at = (): number => startMs + ((endMs - startMs) * doneLetters) / letters;
  const timed = words.map((word) => {
    const wordStartMs = at();
    doneLetters += word.length;
    return { word, startMs: wordStartMs, endMs: at() };
  });
  return { speaker, startMs, endMs, text, words: timed };
}

/** Returns the words without the punctuation that follows them. */
function splitWords(text: string, language: string): readonly string[] {
  // Scripts without spaces between words need a dictionary to separate them.
  const locale = /^(?:zh|ja)\b/i.test(language) ? language.slice(0, 2) : 'en';
  return Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
