/** Discord's longest content (create-message reference). */
export const MAX_CONTENT = 2_000;

/** Returns at most `max` UTF-16 units of a text, with an ellipsis if it was cut. No character is split. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '');
  // An escape that lost its character would escape the ellipsis instead.
  return `${kept.replace(/(?<!\\)\\+$/, '')}…`;
}

/** Cuts a text at a line's end; a single line is cut within. */
export function cutAtLine(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = text.lastIndexOf('\n', max - 2);
  return end <= 0 ? cut(text, max) : `${text.slice(0, end).trimEnd()}\n…`;
}
