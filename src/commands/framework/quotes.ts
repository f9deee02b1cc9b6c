/**
 * Opening quotes and the closing ones each may have. Keyboards replace straight quotes by those of their
 * language.
 */
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"\u201D\u201C',
  '\u201C': '\u201D"',
  '\u201D': '\u201D"',
  '\u201E': '\u201C\u201D"',
  '\u00AB': '\u00BB',
  '\u300C': '\u300D',
  '\u300E': '\u300F',
  '\uFF02': '\uFF02',
};

/** Reads quoted text at the start, and where its closing quote ends. `undefined` if there is none. */
export function readQuoted(text: string): { readonly inner: string; readonly end: number } | undefined {
  const closing = CLOSING[text.charAt(0)];
  if (closing === undefined) return undefined;
  const ends = Array.from(closing, (quote) => text.indexOf(quote, 1)).filter((at) => at > 0);
  if (ends.length === 0) return undefined;
  const at = Math.min(...ends);
  return { inner: text.slice(1, at), end: at + 1 };
}

/** Removes quotes that enclose the whole text; any other text is unchanged. */
export function unquote(text: string): string {
  const quoted = readQuoted(text);
  return quoted !== undefined && quoted.end === text.length ? quoted.inner : text;
}
