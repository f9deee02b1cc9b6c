/** One line of a benchmark's table. A figure means something only with its reference. */
export interface BenchRow {
  readonly name: string;
  /** The measured value, with its unit. */
  readonly figure: string;
  /** The same measure of the least that could do the job, with its unit. */
  readonly reference: string;
  /** Figure to reference. */
  readonly ratio: string;
}

/** Formats rows as a table in plain text. */
export function formatRows(rows: readonly BenchRow[]): string {
  const cells = [
    ['what', 'figure', 'reference', 'ratio'],
    ...rows.map((row) => [row.name, row.figure, row.reference, row.ratio]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
