/** Discord's longest content (create-message reference). */
export const MAX_CONTENT = 2_000;

/** Text of at most `max` UTF-16 units, ended by an ellipsis where something is missing. No sign is torn in two. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  // An escape whose sign was cut off would escape the ellipsis instead.
  return `${kept.replace(/\\+$/, '')}…`;
}

/** The same, but whole lines: what is missing is missing from a line's beginning on, unless one line is all there is. */
export function cutAtLine(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max - 2);
  return end <= 0 ? cut(text, max) : `${text.slice(0, end).trimEnd()}\n…`;
}
