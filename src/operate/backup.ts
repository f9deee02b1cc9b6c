/** Copies the database of a running or stopped bot into one file. */
import { resolve } from 'node:path';
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { formatUsd, microDollarsOf } from '../core/model/money/money.ts';
import { backUp } from '../core/store/backup/back-up.ts';
import { explainError, readSettings, sqlitePath } from './settings.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run backup -- <file>

Copies the SQLite database into a new file, while the bot runs or not. Reads .env.
The copy is consistent, proven whole, and readable by you alone.

  -h, --help         Show this help

  STORE_URL          The database, if it isn't in DATA_DIR

Keep apart from it: the secret key, and the other variables of the bot. Without the
secret key, nobody can read the backup, and the bot can't start on it.
`,
  options: {},
  takesWords: true,
} as const;

const BYTES_PER_MB = 1_000_000;

/** Makes the backup. Returns lines for the person who asked. */
export function run({ words }: Arguments<typeof COMMAND_LINE.options>): readonly string[] {
  const [file, ...more] = words;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file: npm run backup -- <file>');
  const config = readSettings();
  const database = sqlitePath(config, 'Use pg_dump; docs/backup.md says how.');
  const path = resolve(file);
  const { bytes, jobs, unfinished, held, spent } = backUp(database, path);
  const secretKey =
    config.secretKey.current === undefined ? resolve(config.dataDir, 'secret-key') : 'SECRET_KEY';
  return [
    `Backed up ${database} to ${path} (${(bytes / BYTES_PER_MB).toFixed(1)} MB).`,
    `Jobs: ${jobs}, unfinished: ${unfinished}. Spent: ${formatUsd(microDollarsOf(spent))}, reserved: ${formatUsd(microDollarsOf(held))}.`,
    `Keep ${secretKey} too, in another place than the backup. Without it, the backup is useless: jobs and connected AudioPod keys are encrypted with it.`,
  ];
}

if (import.meta.main) {
  await runScript(
    COMMAND_LINE,
    (typed) => void process.stdout.write(`${run(typed).join('\n')}\n`),
    explainError,
  );
}
