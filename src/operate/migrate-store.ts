/** Copies the bot's database from SQLite to PostgreSQL, or back. */
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { formatUsd, microDollarsOf } from '../core/model/money/money.ts';
import { silentLog } from '../core/ports/log.ts';
import type { Figure } from '../core/store/transfer/figures.ts';
import { moveStore } from '../core/store/transfer/move-store.ts';
import { explainError } from './settings.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run migrate-store -- --from <url> --to <url>

Copies everything in one database to an empty one, and compares both row by row and
sum by sum before it keeps the copy. Stop every process of the bot first.

  --from <url>       sqlite://path/to/file or postgres://user:password@host/database
  --to <url>         The other one. Its tables are made if they are missing
  -h, --help         Show this help

The first database stays. Values stay encrypted under the same SECRET_KEY, so keep it:
with SQLite it's in DATA_DIR/secret-key unless SECRET_KEY is set. PostgreSQL needs it
in SECRET_KEY.
`,
  options: { from: { type: 'string' }, to: { type: 'string' } },
} as const;

/** Copies the database, and prints what was compared. */
export async function run({ values: { from, to } }: Arguments<typeof COMMAND_LINE.options>): Promise<void> {
  if (from === undefined || to === undefined)
    throw new UsageError('Name both databases with --from and --to.');
  const count = new Intl.NumberFormat('en');
  const figures = await moveStore({
    from,
    to,
    log: silentLog,
    onTable: (name, rows) => print(`${name}: ${count.format(rows)} rows, the same in both`),
  });
  for (const figure of figures) print(`${figure.name}: ${shown(figure, count)} in both`);
  print('Done. Everything was compared, and the copy is kept. The first database is unchanged.');
  print('Set STORE_URL to the second one and SECRET_KEY to the key the bot has had, then start the bot.');
}

function shown({ kind, value }: Figure, count: Intl.NumberFormat): string {
  return kind === 'amount' ? formatUsd(microDollarsOf(value)) : count.format(value);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.main) {
  await runScript(COMMAND_LINE, run, explainError);
}
