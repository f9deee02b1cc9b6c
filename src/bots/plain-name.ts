/** Longer names are cut: a name stands in for a mention within a sentence. */
const MAX_CHARACTERS = 80;

/**
 * Returns a name as a part of a typed line: one line, without signs that would make an option or a quote of
 * it. The mentioned member chose the name, not the member who typed the line.
 */
export function plainName(name: string): string {
  const plain = name
    .slice(0, MAX_CHARACTERS * 4)
    .replace(/[\p{C}\p{Z}:\uFF1A="\uFF02“”„«»「」『』]+/gu, ' ')
    .trim()
    .replace(/^[-–—\s]+/u, '');
  return Array.from(plain).slice(0, MAX_CHARACTERS).join('').trim();
}
