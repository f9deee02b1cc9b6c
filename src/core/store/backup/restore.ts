import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../async/clock.ts';
import type { BoxKeys } from '../../model/secret-box.ts';
import { StoreCopyError } from '../database/copy-error.ts';
import { lockFile } from '../sqlite/file-lock.ts';
import {
  DATABASE_FILES,
  interruptedReplacement,
  putAside,
  type Replacement,
  replacementAt,
} from '../sqlite/replacement.ts';
import { makeDurable } from './durable-file.ts';
import { type Contents, contentsOf, requireWhole } from './inspect.ts';
import { markRestored } from './mark-restored.ts';

/** What to restore, and where. */
export interface RestoreOrder {
  readonly file: string;
  /** The path of the database. */
  readonly database: string;
  /** Whether a database that is there is put aside; otherwise it is refused. */
  readonly force: boolean;
  /** Those the bot had when the backup was made; needed for an encrypted one. */
  readonly keys?: BoxKeys;
  readonly clock: Clock;
}

/** A database that was restored. */
export interface Restored extends Contents {
  /** Where the database before is now; absent if there was none. */
  readonly asidePath?: string;
}

/**
 * Puts a backup in the place of a database, brought up to this release, and marks its unfinished jobs so that none
 * is submitted a second time. Until the backup is prepared the database is what it was. If the process dies after
 * that, the bot doesn't start until this is run again, which loses nothing of the old database.
 *
 * @throws {StoreCopyError} if a bot works with the database, if there is one and `force` is off, or if the backup is
 * damaged.
 * @throws {StoreOpenError} if a newer release made the backup, or it was encrypted with another key.
 */
export async function restore({ file, database, force, keys, clock }: RestoreOrder): Promise<Restored> {
  if (!existsSync(file)) throw new StoreCopyError(`There is no file ${file}.`);
  mkdirSync(dirname(database), { recursive: true, mode: 0o700 });
  using claim = lockFile(`${database}-lock`);
  if (claim === undefined) {
    throw new StoreCopyError(`A bot works with ${database}. Stop it first.`);
  }
  const interrupted = interruptedReplacement(database);
  const isThere = interrupted === undefined && DATABASE_FILES.some((suffix) => existsSync(database + suffix));
  if (isThere && !force) {
    throw new StoreCopyError(`There is a database ${database}. Add --force to put it aside.`);
  }
  const prepared = `${database}.restoring`;
  try {
    const contents = await prepare(file, prepared, clock, keys);
    const replacement = interrupted ?? replacementAt(database, clock.now());
    replace(database, prepared, replacement);
    const isAside = existsSync(replacement.asidePath);
    return { ...contents, ...(isAside && { asidePath: replacement.asidePath }) };
  } finally {
    for (const suffix of [...DATABASE_FILES, '-lock']) rmSync(prepared + suffix, { force: true });
  }
}

/** Each step is on the disk before the next one, so that a crash leaves what the next start recognizes. */
function replace(database: string, prepared: string, replacement: Replacement): void {
  renameSync(prepared, replacement.file);
  makeDurable(replacement.file);
  putAside(database, replacement);
  makeDurable(replacement.file);
  renameSync(replacement.file, database);
  makeDurable(database);
}

async function prepare(
  file: string,
  prepared: string,
  clock: Clock,
  keys: BoxKeys | undefined,
): Promise<Contents> {
  inspectBackup(file);
  for (const suffix of DATABASE_FILES) rmSync(prepared + suffix, { force: true });
  copyFileSync(file, prepared);
  chmodSync(prepared, 0o600);
  await markRestored(`sqlite://${prepared}`, clock.now(), keys);
  using db = new DatabaseSync(prepared, { enableForeignKeyConstraints: true });
  requireWhole(db, file);
  const contents = contentsOf(db);
  // A single file, which can be renamed.
  db.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete');
  makeDurable(prepared);
  return contents;
}

function inspectBackup(file: string): void {
  using backup = new DatabaseSync(file, { readOnly: true });
  requireWhole(backup, file);
}
