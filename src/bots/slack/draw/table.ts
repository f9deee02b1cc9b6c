import type { types } from '@slack/bolt';
import type { Table } from '../../../commands/framework/reply.ts';
import { withSlackNames } from '../text/command-names.ts';
import { oneLine } from '../text/table.ts';

/** Slack's limits of a table block, of which a message has one (docs.slack.dev, "Table block"). */
const MOST_ROWS = 100;
const MOST_COLUMNS = 20;
/** In all cells together. */
const TABLE_CHARACTERS = 10_000;

const AMOUNT = /^\$[\d,.]+$/;

/**
 * Draws a table as a table block, with its column names in bold and amounts at the right; `undefined` for one
 * that is too large.
 */
export function drawTable({ columns, rows }: Table): types.TableBlock | undefined {
  const cells = rows.map((row) => columns.map((_, index) => cellText(row[index] ?? '')));
  const head = columns.map(cellText);
  const characters = [head, ...cells].flat().reduce((sum, { length }) => sum + length, 0);
  const fits = rows.length < MOST_ROWS && columns.length <= MOST_COLUMNS && characters <= TABLE_CHARACTERS;
  if (!fits) return undefined;
  return {
    type: 'table',
    column_settings: columns.map((_, index) => ({
      is_wrapped: true,
      ...(cells.every((row) => AMOUNT.test(row[index] ?? '')) ? { align: 'right' } : {}),
    })),
    rows: [
      head.map((text) => cell(text, { bold: true })),
      ...cells.map((row) => row.map((text) => cell(text))),
    ],
  };
}

/** A cell of rich text, which Slack shows as it is. */
function cell(text: string, style?: { readonly bold: true }): types.RichTextBlock {
  const element: types.RichTextText = { type: 'text', text, ...(style && { style }) };
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] };
}

/** Slack refuses the whole message for an empty cell. */
function cellText(text: string): string {
  return withSlackNames(oneLine(text)) || '\u00A0';
}
