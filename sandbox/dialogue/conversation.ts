import { sentencesIn } from './sentences.ts';

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

/** A recording and the number of its speakers. */
export interface Recording {
  readonly durationMs: number;
  readonly language: string;
  readonly speakers: number;
}

/**
 * Unhurried speech: letters per second, and characters per second in scripts with one or more syllables each.
 */
const LETTERS_PER_SECOND = 14;
const SIGNS_PER_SECOND = 5;

const PAUSE_MS = 300;

/** Too short to start another sentence. */
const LEFTOVER_MS = 500;

/**
 * Returns a conversation that fills a recording: sentences in a fixed order, the speakers taking turns.
 *
 * Everyone speaks at least once, however short the recording is, and nothing extends past its end.
 */
export function conversation({ durationMs, language, speakers }: Recording): readonly Said[] {
  const texts = sentencesIn(language);
  const longestMs = durationMs / speakers;
  const pauseMs = Math.min(PAUSE_MS, longestMs / 10);
  const said: Said[] = [];
  let startMs = Math.min(50, pauseMs);
  while (said.length < speakers || startMs < durationMs - LEFTOVER_MS) {
    const text = texts[said.length % texts.length] ?? '';
    const endMs = Math.min(startMs + Math.min(naturalMs(text), longestMs - pauseMs), durationMs);
    const words = wordsOf(text, language, startMs, endMs);
    said.push({ speaker: said.length % speakers, startMs, endMs, text, words });
    startMs = endMs + pauseMs;
  }
  return said;
}

function naturalMs(text: string): number {
  const signs = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return Math.round((signs / SIGNS_PER_SECOND + ([...text].length - signs) / LETTERS_PER_SECOND) * 1000);
}

/** Splits a sentence into words; each takes time in proportion to its length. */
function wordsOf(text: string, language: string, startMs: number, endMs: number): readonly SaidWord[] {
  const words = splitWords(text, language);
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  let doneLetters = 0;
  return words.map((word) => {
    const wordStartMs = startMs + ((endMs - startMs) * doneLetters) / letters;
    doneLetters += word.length;
    return { word, startMs: wordStartMs, endMs: startMs + ((endMs - startMs) * doneLetters) / letters };
  });
}

/** Returns the words without the punctuation that follows them. */
function splitWords(text: string, language: string): readonly string[] {
  // Scripts without spaces between words need a dictionary to separate them.
  const locale = /^(?:zh|ja)\b/i.test(language) ? language.slice(0, 2) : 'en';
  return Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
