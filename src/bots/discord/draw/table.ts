import type { Table } from '../../../commands/framework/reply.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { padded, widthOf } from '../../text-width.ts';
import { say } from '../text/words.ts';
import { cut } from './cut.ts';
import { escapeMarkdown } from './escape.ts';
import { hasMention, withMentions } from './mentions.ts';

/**
 * Characters per line of a code block before phones wrap lines and break the alignment: a screen 390 points wide, less
 * the avatar’s column and the block’s own edges, in a font whose characters are 7 to 8 points wide.
 */
const MAX_WIDTH = 40;
const MAX_CELL = 200;

/**
 * Draws a table for Discord: aligned in a code block if narrow, else one line per row. Rows that don't fit
 * are counted in a last line.
 *
 * @param max UTF-16 units for the whole table.
 */
export function drawTable(table: Table, locale: Locale, max: number): string {
  const { columns, rows, listed = rows } = table;
  const widths = columns.map((name, column) =>
    Math.max(widthOf(name), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  // In a code block Discord shows ids instead of names.
  const isNarrow =
    !rows.flat().some(hasMention) && widths.reduce((sum, width) => sum + width + 2, -2) <= MAX_WIDTH;
  if (!isNarrow) return fit(listed.map(listLine), '', '', locale, max);
  const aligned = [columns, ...rows].map((row) =>
    row
      .map((cell, column) => padded(plainCell(cell), widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return fit(aligned, '```\n', '\n```', locale, max);
}

function listLine(row: readonly string[]): string {
  const [first = '', ...rest] = row.map((cell) => withMentions(escapeMarkdown(cut(cell, MAX_CELL))));
  return [`**${first}**`, ...rest.filter((cell) => cell !== '')].join(' · ');
}

function fit(lines: readonly string[], open: string, close: string, locale: Locale, max: number): string {
  let count = lines.length;
  for (;;) {
    const left = lines.length - count;
    const more = left === 0 ? '' : `\n${say(locale, 'discord.more-rows', { count: left })}`;
    const text = `${open}${lines.slice(0, count).join('\n')}${close}${more}`;
    if (text.length <= max || count === 0) return text;
    count -= 1;
  }
}

/** No cell may end the code block. */
function plainCell(cell: string): string {
  return cut(cell, MAX_CELL).replaceAll('`', 'ˋ').replace(/\s+/g, ' ');
}
