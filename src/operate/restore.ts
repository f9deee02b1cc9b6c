/** Puts a backup in the place of the bot's database, and keeps its jobs from being submitted twice. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { claimDataDir } from '../app/claim-data-dir.ts';
import { type Arguments, runScript, UsageError } from '../command-line.ts';
import { type Config, loadSecretKey } from '../config/config.ts';
import { systemClock } from '../core/async/clock.ts';
import { formatUsd, microDollarsOf } from '../core/model/money/money.ts';
import { markRestored } from '../core/store/backup/mark-restored.ts';
import { restore } from '../core/store/backup/restore.ts';
import { explainError, readSettings, sqlitePath } from './settings.ts';

/** What the script takes. */
export const COMMAND_LINE = {
  usage: `Usage: npm run restore -- <file> [--force]
       npm run restore -- --mark

Puts a backup in the place of the SQLite database. Stop the bot first. Reads .env.

  --force            Put an existing database aside instead of refusing
  --mark             Only mark the jobs of a database that was restored in another way,
                     such as PostgreSQL with pg_restore
  -h, --help         Show this help

  STORE_URL          The database, if it isn't in DATA_DIR
  SECRET_KEY         The key the bot had then, if it isn't in DATA_DIR/secret-key

Jobs that were in flight when the backup was made are carried on. None is submitted
again: it may have been submitted since, and members read that it may have cost money.
What was spent after the backup isn't in its ledger.
`,
  options: { force: { type: 'boolean', default: false }, mark: { type: 'boolean', default: false } },
  takesWords: true,
} as const;

const AFTERWARDS = [
  'None of them is submitted again. What was spent after the backup is not in this ledger: compare with AudioPod.',
  'Start the bot with the SECRET_KEY that it had when the backup was made.',
] as const;

/** Restores the backup, or only marks jobs. Returns lines for the person who asked. */
export async function run({
  values: { force, mark },
  words,
}: Arguments<typeof COMMAND_LINE.options>): Promise<readonly string[]> {
  const [file, ...more] = words;
  if (mark && (file !== undefined || force))
    throw new UsageError('--mark takes no file and no other option.');
  if (!mark && (file === undefined || more.length > 0)) {
    throw new UsageError('Name one file: npm run restore -- <file>');
  }
  const config = readSettings();
  if (file === undefined) {
    const marked = await markRestored(
      config.store.url.reveal(),
      systemClock.now(),
      await loadSecretKey(config),
    );
    return [`Marked ${marked} unfinished jobs.`, ...AFTERWARDS];
  }
  return restoreFile(config, resolve(file), force);
}

async function restoreFile(config: Config, file: string, force: boolean): Promise<readonly string[]> {
  const database = sqlitePath(config, 'Use pg_restore, then --mark; docs/backup.md says how.');
  // A bot that is set to another database may work in this folder.
  using _claim = existsSync(config.dataDir) ? claimDataDir(config.dataDir) : undefined;
  const { jobs, unfinished, held, spent, asidePath } = await restore({
    file,
    database,
    force,
    keys: await loadSecretKey(config),
    clock: systemClock,
  });
  return [
    `Restored ${file} to ${database}.`,
    ...(asidePath === undefined ? [] : [`The database before is now ${asidePath}.`]),
    `Jobs: ${jobs}, unfinished: ${unfinished}. Spent: ${formatUsd(microDollarsOf(spent))}, reserved: ${formatUsd(microDollarsOf(held))}.`,
    ...AFTERWARDS,
  ];
}

if (import.meta.main) {
  await runScript(
    COMMAND_LINE,
    async (typed) => void process.stdout.write(`${(await run(typed)).join('\n')}\n`),
    explainError,
  );
}
