/**
 * Words as they are read: without the signs for code, and without the dots that one platform sets between the cells of
 * a table and another between words; no space at either end of a line or doubled, and no empty lines.
 */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/`| · /g, (sign) => (sign === '`' ? '' : ' '))
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}
