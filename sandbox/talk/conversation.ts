import { sentencesIn } from './sentences.ts';

/** One word and when it is said. */
export interface SaidWord {
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** One sentence, who says it and when. */
export interface Said {
  /** Counted from 0. */
  readonly speaker: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly SaidWord[];
}

/** What was recorded, and how many people are in it. */
export interface Recording {
  readonly durationMs: number;
  readonly language: string;
  readonly speakers: number;
}

/** Unhurried speech: letters a second, and signs a second in scripts of a syllable or more per sign. */
const LETTERS_PER_SECOND = 14;
const SIGNS_PER_SECOND = 5;

const PAUSE_MS = 300;

/** Too little to begin another sentence in. */
const LEFTOVER_MS = 500;

/**
 * A conversation that fills a recording: sentences in a fixed order, its speakers taking turns. Everyone speaks at least
 * once, however short the recording is, and nothing reaches past its end.
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

/** Every word takes time by its length. */
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

/** Words as people count them, with the marks that follow them left out. */
function splitWords(text: string, language: string): readonly string[] {
  // Without spaces between words it takes a dictionary to tell them apart.
  const locale = /^(?:zh|ja)\b/i.test(language) ? language.slice(0, 2) : 'en';
  return Array.from(new Intl.Segmenter(locale, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
