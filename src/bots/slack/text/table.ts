/** A table as a reply carries it. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const GAP = '  ';
/** Chinese, Japanese and Korean characters, and full-width forms, take two places of a fixed-width font. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** What is wider wraps in Slack's usual window, and nothing is aligned any more. */
const MAX_WIDTH = 80;

/**
 * A table as lines of text. Two columns, and those too wide, read as a list, the first set in code; others are
 * aligned, and meant for a code block.
 */
export function tableLines({ columns, rows }: Table): {
  readonly kind: 'list' | 'code';
  readonly lines: readonly string[];
} {
  const cells = rows.map((row) => row.map(oneLine));
  const all = [columns.map(oneLine), ...cells];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))));
  const width = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  if (columns.length <= 2 || width > MAX_WIDTH) return { kind: 'list', lines: cells.map(listLine) };
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell))))
      .join(GAP)
      .trimEnd();
  return { kind: 'code', lines: all.map(line) };
}

function listLine([first = '', ...rest]: readonly string[]): string {
  return `• \`${first}\` ${rest.filter((cell) => cell !== '').join(' · ')}`.trim();
}

/** A back quote would end the code it stands in. */
function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').replaceAll('`', '\u02CB').trim();
}

function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);
}
