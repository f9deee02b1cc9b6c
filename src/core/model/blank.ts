// Blank is what shows nothing: spaces, and signs that Unicode lets a program ignore, such as zero width spaces,
// direction marks and Hangul fillers, and the empty Braille pattern. Variation selectors and tags, which choose
// what the sign before them looks like, are a part of it.

/** One blank sign. */
const BLANK = /[\s\u2800[\p{DI}--[\uFE00-\uFE0F\u{E0020}-\u{E007F}\u{E0100}-\u{E01EF}]]]/v;
const AT_START = /^[\s\u2800[\p{DI}--[\uFE00-\uFE0F\u{E0020}-\u{E007F}\u{E0100}-\u{E01EF}]]]+/v;
const AT_END =
  /(?<![\s\u2800[\p{DI}--[\uFE00-\uFE0F\u{E0020}-\u{E007F}\u{E0100}-\u{E01EF}]]])[\s\u2800[\p{DI}--[\uFE00-\uFE0F\u{E0020}-\u{E007F}\u{E0100}-\u{E01EF}]]]+$/v;
const VISIBLE = /[[\p{L}\p{N}\p{P}\p{S}]--[\p{DI}\u2800]]/v;

/** Returns a text without the blanks around it. */
export function trimBlank(text: string): string {
  return text.replace(AT_START, '').replace(AT_END, '');
}

/** Returns a text without the blanks before it. */
export function trimBlankStart(text: string): string {
  return text.replace(AT_START, '');
}

/** Splits off the first word of a text that begins with one. */
export function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const end = text.search(BLANK);
  return end < 0
    ? { word: text, rest: '' }
    : { word: text.slice(0, end), rest: trimBlankStart(text.slice(end)) };
}

/** Whether a text has a letter, a digit, a punctuation mark or a symbol that can be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}
