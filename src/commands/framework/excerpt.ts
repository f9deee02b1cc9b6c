/**
 * Returns the beginning of what a member typed, safe to quote in a reply: one line, no control or direction
 * characters, no split characters, `…` where it was cut. Anything that looks like a key is left out.
 */
export function excerpt(given: string, maxCharacters = 40): string {
  // Cut first, because a line may be very long; four units per character are enough.
  const line = given
    .slice(0, maxCharacters * 4 + 1)
    .replace(/ap_[\x21-\x7e]{4,}/gi, 'ap_…')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  if (characters.length <= maxCharacters) return line;
  return `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
