const characters = new Intl.Segmenter();

/**
 * Cuts a text to at most `maxCharacters`, the last of them `…`. Characters are counted as people see them, so a family
 * of emoji stays whole.
 */
export function shorten(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const shown: string[] = [];
  for (const { segment, index } of characters.segment(text)) {
    shown.push(segment);
    if (shown.length === maxCharacters && index + segment.length < text.length) {
      return `${shown.slice(0, -1).join('').trimEnd()}…`;
    }
  }
  return text;
}
