import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreCopyError } from '../database/copy-error.ts';
import { makeDurable } from './durable-file.ts';
import { type Contents, contentsOf, reasonOf, requireWhole } from './inspect.ts';

/** A database that a bot writes to may be locked for moments. */
const BUSY_TIMEOUT_MS = 10_000;

/** A backup that was made. */
export interface Backup extends Contents {
  readonly bytes: number;
}

/**
 * Copies a SQLite database into a new file, consistent at one moment, whether or not a bot works with it. The copy
 * reads from a snapshot, so the bot's writes neither wait for it nor make it start over. The file appears only once
 * it is complete, proven whole, and on the disk. It's readable by this user alone.
 *
 * @throws {StoreCopyError} if there is no database, the file exists, or the copy fails.
 */
export function backUp(database: string, file: string): Backup {
  if (!existsSync(database)) {
    throw new StoreCopyError(
      `There is no database ${database}. Set DATA_DIR or STORE_URL as the bot has it.`,
    );
  }
  if (existsSync(file)) throw new StoreCopyError(`${file} exists already. Name a new file.`);
  const unfinished = `${file}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    // SQLite fills an empty file, and keeps its mode.
    writeFileSync(unfinished, '', { flag: 'wx', mode: 0o600 });
    copyInto(database, unfinished);
    const contents = inspect(unfinished);
    makeDurable(unfinished);
    renameSync(unfinished, file);
    makeDurable(file);
    return { ...contents, bytes: statSync(file).size };
  } catch (error) {
    rmSync(unfinished, { force: true });
    if (error instanceof StoreCopyError) throw error;
    throw new StoreCopyError(`${database} can’t be copied to ${file}: ${reasonOf(error)}.`, { cause: error });
  }
}

function copyInto(database: string, file: string): void {
  using source = new DatabaseSync(database, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  source.prepare('vacuum into ?').run(file);
}

function inspect(file: string): Contents {
  using copy = new DatabaseSync(file, { readOnly: true });
  requireWhole(copy, file);
  return contentsOf(copy);
}
