import type { Table } from '../../../commands/framework/reply.ts';
import { padded, widthOf } from '../../text-width.ts';

const GAP = '  ';
/** A wider table wraps in Slack's usual window, and the alignment breaks. */
const MAX_WIDTH = 80;

/**
 * Returns a table as lines of text. Two columns, or too wide a table, become a list with the first column as
 * code; others are aligned, for a code block.
 */
export function tableLines({ columns, rows, listed = rows }: Table): {
  readonly kind: 'list' | 'code';
  readonly lines: readonly string[];
} {
  const cells = rows.map((row) => row.map(oneLine));
  const all = [columns.map(oneLine), ...cells];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))));
  const width = widths.reduce((sum, one) => sum + one + GAP.length, -GAP.length);
  if (columns.length <= 2 || width > MAX_WIDTH) {
    return { kind: 'list', lines: listed.map((row) => listLine(row.map(oneLine))) };
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return { kind: 'code', lines: all.map(line) };
}

function listLine([first = '', ...rest]: readonly string[]): string {
  return `• \`${first}\` ${rest.filter((cell) => cell !== '').join(' · ')}`.trim();
}

/** A backquote would end the code around it. */
function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').replaceAll('`', '\u02CB').trim();
}
