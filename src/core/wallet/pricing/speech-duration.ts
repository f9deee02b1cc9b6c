/** The settings that determine how long speech lasts. */
export interface SpeechPace {
  /** 0.25 to 4; 1 is natural. */
  readonly speed: number;
  /** ISO 639-1; absent when the service detects it. */
  readonly language?: string;
}

/** What the price of a text depends on. */
export interface SpeechLength {
  /** The longest it can last. */
  readonly seconds: number;
  /** In UTF-16 units. */
  readonly characters: number;
}

// Seconds, each on the slow side for AudioPod's voices, so that their sum is an upper bound. A typical
// English word comes to about 0.6 s, a hundred words a minute; natural speech has about 150.
const PAD_SECONDS = 1;
const SHORTEST_WORD_SECONDS = 0.5;
const LATIN_LETTER_SECONDS = 1 / 9;
const OTHER_LETTER_SECONDS = 0.25;
const SPELLED_LETTER_SECONDS = 0.5;
/** “Double-u”, the longest name of a letter. */
const NAMED_LETTER_SECONDS = 0.6;
const KANA_SECONDS = 0.25;
const HANGUL_SECONDS = 1 / 3;
const HAN_SECONDS = 0.4;
/** In Japanese one character is often two syllables or more. */
const HAN_IN_JAPANESE_SECONDS = 0.6;
const DIGIT_SECONDS = 0.8;
const PAUSE_SECONDS = 0.6;
/** `@`, `%` and their like are read out: “percent”. */
const SPOKEN_PUNCTUATION_SECONDS = 1;
/** Emoji, currency and arithmetic signs are read out by name: “face with tears of joy”. */
const SYMBOL_SECONDS = 2;
const LONGEST_BREAK_SECONDS = 10;
const MOST_BREAKS = 20;

const BREAK_TAG = /<break\s+time\s*=\s*["'](\d+(?:\.\d+)?)(ms|s)["']\s*\/?>/giu;
const WORD_OR_SIGN = /[\p{L}\p{M}]+|[^\p{L}\p{M}]/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** All but the first two of such letters in a row may have to be spelled, as in “ngths”. */
const CONSONANTS = /[b-df-hj-np-tv-xz]{3,}/giu;
const CAPITALS = /\p{Lu}{2,}/gu;
/** Words without a vowel can only be spelled: “xkcd”, “hmm”, “w”. */
const NO_VOWEL = /^[b-df-hj-np-tv-xz]+$/iu;

/** Measures a text before it is spoken. */
export function speechLength(text: string, pace: SpeechPace): SpeechLength {
  return { seconds: speechSecondsUpperBound(text, pace), characters: text.length };
}

/**
 * Returns an upper bound for how long a text lasts when spoken, in seconds. Figures at speed 1: Latin letters
 * 9 a second and at least 0.5 s a word, another 0.5 s for each letter that may be spelled (runs of capitals,
 * and from the third consonant in a row), words without a vowel 0.6 s a letter, Chinese characters 0.4 s (0.6
 * s in Japanese), kana 0.25 s, Korean syllables 0.33 s, letters of other scripts 0.25 s, digits 0.8 s,
 * punctuation and line ends 0.6 s, symbols and emoji 2 s, and 1 s at the ends. A break tag lasts as long as
 * it states (AudioPod API notes 4.1: up to 10 s each, 20 in one text); further tags count as words. Speed
 * divides the spoken time; a slow speed also stretches the silence, but a fast one does not shorten it.
 *
 * @throws {RangeError} when the speed is not a positive number.
 */
export function speechSecondsUpperBound(text: string, pace: SpeechPace): number {
  const { speed, language } = pace;
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`Expected a speed above 0, got ${speed}`);
  let breaks = 0;
  let silence = PAD_SECONDS;
  const spoken = text.replace(BREAK_TAG, (tag, length: string, unit: string) => {
    breaks += 1;
    if (breaks > MOST_BREAKS) return tag;
    silence += Math.min(LONGEST_BREAK_SECONDS, Number(length) / (unit.toLowerCase() === 'ms' ? 1_000 : 1));
    return ' ';
  });
  const hanSeconds = language === 'ja' || KANA.test(text) ? HAN_IN_JAPANESE_SECONDS : HAN_SECONDS;
  let speech = 0;
  for (const [part] of spoken.matchAll(WORD_OR_SIGN)) {
    speech += /^[\p{L}\p{M}]/u.test(part) ? wordSeconds(part, hanSeconds) : signSeconds(part);
  }
  return speech / speed + silence / Math.min(speed, 1);
}

function wordSeconds(word: string, hanSeconds: number): number {
  if (NO_VOWEL.test(word)) return Math.max(1, word.length) * NAMED_LETTER_SECONDS;
  let seconds = 0;
  for (const letter of word) seconds += letterSeconds(letter, hanSeconds);
  for (const [run] of word.matchAll(CAPITALS)) seconds += Array.from(run).length * SPELLED_LETTER_SECONDS;
  for (const [run] of word.matchAll(CONSONANTS)) seconds += (run.length - 2) * SPELLED_LETTER_SECONDS;
  return Math.max(SHORTEST_WORD_SECONDS, seconds);
}

function letterSeconds(letter: string, hanSeconds: number): number {
  if (/\p{Script=Latin}/u.test(letter)) return LATIN_LETTER_SECONDS;
  if (/\p{Script=Han}/u.test(letter)) return hanSeconds;
  if (KANA.test(letter)) return KANA_SECONDS;
  if (/\p{Script=Hangul}/u.test(letter)) return HANGUL_SECONDS;
  return OTHER_LETTER_SECONDS;
}

function signSeconds(sign: string): number {
  if (/\p{Nd}/u.test(sign)) return DIGIT_SECONDS;
  if (/[@#%&*/\\_§¶]/u.test(sign)) return SPOKEN_PUNCTUATION_SECONDS;
  if (/[\p{P}\n\r\u2028\u2029]/u.test(sign)) return PAUSE_SECONDS;
  if (/[\p{S}\p{N}]/u.test(sign)) return SYMBOL_SECONDS;
  return 0;
}
