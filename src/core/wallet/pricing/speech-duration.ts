import { hasKana, wordSeconds } from './word-duration.ts';

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

const BREAK_TAG = /<break\s+time\s*=\s*(["']?)(\d+(?:\.\d+)?)(ms|s)(["']?)\s*\/?>/giu;
const WORD_OR_SIGN = /[\p{L}\p{M}]+|[^\p{L}\p{M}]/gu;

/** Measures a text before it is spoken. */
export function speechLength(text: string, pace: SpeechPace): SpeechLength {
  return { seconds: speechSecondsUpperBound(text, pace), characters: text.length };
}

/**
 * Returns an upper bound for how long a text lasts when spoken, in seconds. Figures at speed 1: words as
 * {@link wordSeconds} states, digits 0.8 s, punctuation and line ends 0.6 s, symbols and emoji 2 s or what they
 * stand for, and 1 s at the ends. A break tag lasts as long as
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
  const spoken = text.replace(BREAK_TAG, (tag, open: string, length: string, unit: string, close: string) => {
    breaks += 1;
    if (breaks > MOST_BREAKS) return tag;
    silence += Math.min(LONGEST_BREAK_SECONDS, Number(length) / (unit.toLowerCase() === 'ms' ? 1_000 : 1));
    // Without its quotes it may count as a tag or be read out.
    return open === '' || close === '' ? tag : ' ';
  });
  const hanSeconds = language === 'ja' || hasKana(text) ? HAN_IN_JAPANESE_SECONDS : HAN_SECONDS;
  let speech = 0;
  for (const part of partsOf(spoken)) {
    // A sign such as “ﷺ” or “㎏” stands for several letters, and may be read as these.
    const full = /\p{P}/u.test(part) ? part : part.normalize('NFKC');
    const seconds = partSeconds(part, hanSeconds);
    speech += full === part ? seconds : Math.max(seconds, readInFull(full, hanSeconds));
  }
  return speech / speed + silence / Math.min(speed, 1);
}

/** Splits a text into words and single signs. */
function partsOf(text: string): readonly string[] {
  return text.match(WORD_OR_SIGN) ?? [];
}

function partSeconds(part: string, hanSeconds: number): number {
  return /^[\p{L}\p{M}]/u.test(part) ? wordSeconds(part, hanSeconds) : signSeconds(part);
}

function readInFull(text: string, hanSeconds: number): number {
  return partsOf(text).reduce((sum, part) => sum + partSeconds(part, hanSeconds), 0);
}

function signSeconds(sign: string): number {
  if (/\p{Nd}/u.test(sign)) return DIGIT_SECONDS;
  if (/[@#%&*/\\_§¶]/u.test(sign)) return SPOKEN_PUNCTUATION_SECONDS;
  if (/[\p{P}\n\r\u2028\u2029]/u.test(sign)) return PAUSE_SECONDS;
  if (/[\p{S}\p{N}]/u.test(sign)) return SYMBOL_SECONDS;
  return 0;
}
