import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { MicroDollars } from '../../model/money/money.ts';
import type { UsageRow } from '../../model/money/usage.ts';

const MICRO_PER_DOLLAR = 1_000_000n;
/** Every platform accepts files of this size. */
const MAX_PLAIN_BYTES = 8_000_000;

const compressed = promisify(gzip);

/** A file of a text, however long it is. */
export interface FileOfText {
  readonly extension: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Writes the rows for a spreadsheet. Headings and service names are the same in every language, so that a
 * sheet made for one file also accepts the next. Everything is ASCII, so there is no byte-order mark. Cells
 * that a spreadsheet would read as formulas begin with an apostrophe.
 *
 * @param maxPlainBytes above this size the file is compressed.
 */
export async function usageFile(
  rows: readonly UsageRow[],
  maxPlainBytes = MAX_PLAIN_BYTES,
): Promise<FileOfText> {
  const text = stringify(
    rows.map(({ day, service, member, jobs, spent, held, overshoot }) => ({
      date: day,
      service,
      member,
      jobs,
      spent_usd: exactDollars(spent),
      held_usd: exactDollars(held),
      overshoot_usd: exactDollars(overshoot),
    })),
    { header: true, escape_formulas: true, quoted_match: /\r/, record_delimiter: 'windows' },
  );
  return fileOfText(text, { extension: 'csv', mimeType: 'text/csv' }, maxPlainBytes);
}

/**
 * Returns a text as a file.
 *
 * @param maxPlainBytes above this size the file is compressed.
 */
export async function fileOfText(
  text: string,
  { extension, mimeType }: Omit<FileOfText, 'bytes'>,
  maxPlainBytes = MAX_PLAIN_BYTES,
): Promise<FileOfText> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxPlainBytes) return { extension, mimeType, bytes };
  const small = new Uint8Array(await compressed(bytes));
  return { extension: `${extension}.gz`, mimeType: 'application/gzip', bytes: small };
}

/** Formats dollars to the last millionth: `0.150000`. */
export function exactDollars(amount: MicroDollars): string {
  const exact = BigInt(amount);
  return `${exact / MICRO_PER_DOLLAR}.${String(exact % MICRO_PER_DOLLAR).padStart(6, '0')}`;
}
