/** Seconds per character of natural reading, for the estimate in a response. */
const TYPICAL_SECONDS = 1 / 14;

/** Generous seconds by kind of character; any other character is one note of a melody. */
const LONGEST_SECONDS: readonly (readonly [RegExp, number])[] = [
  [/[a-z\s]/, 0.2],
  [/[A-Z]/, 0.5],
  [/[0-9]/, 0.7],
  [/[!-/:-@[-`{-~]/, 0.8],
];
const LONGEST_OTHER_SECONDS = 0.3;
const PADDING_SECONDS = 1;

const BREAK_TAG = /<break\s[^>]*>/gi;

/** Returns the probable length of speech, in whole seconds. */
export function typicalSeconds(text: string, speed: number): number {
  return Math.max(1, Math.round(([...text].length * TYPICAL_SECONDS) / speed));
}

/** Returns an upper bound for the length of speech in milliseconds; its price is reserved at submit. */
export function longestMs(text: string, speed: number): number {
  const breakSeconds = Math.min(20, text.match(BREAK_TAG)?.length ?? 0) * 10;
  let seconds = PADDING_SECONDS + breakSeconds;
  for (const character of text.replace(BREAK_TAG, '')) {
    seconds += LONGEST_SECONDS.find(([kind]) => kind.test(character))?.[1] ?? LONGEST_OTHER_SECONDS;
  }
  return (seconds / speed) * 1000;
}
