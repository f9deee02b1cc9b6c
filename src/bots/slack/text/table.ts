import type { Table } from '../../../commands/framework/reply.ts';

/**
 * Returns a table as a list, with the first column as code, for where no table can be shown: notifications,
 * screen readers, and the app's home.
 */
export function tableList({ rows, listed = rows }: Pick<Table, 'rows' | 'listed'>): readonly string[] {
  return listed.map((row) => listLine(row.map((cell) => oneLine(cell).replaceAll('`', '\u02CB'))));
}

/** Returns a cell's text as one line. */
export function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}

function listLine([first = '', ...rest]: readonly string[]): string {
  // Empty code is two backquotes.
  const name = first === '' ? '' : `\`${first}\` `;
  return `• ${name}${rest.filter((cell) => cell !== '').join(' · ')}`.trim();
}
