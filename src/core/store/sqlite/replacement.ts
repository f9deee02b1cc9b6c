import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The files of a database, while it is open or after a crash: itself, and what SQLite keeps beside it. */
export const DATABASE_FILES = ['', '-wal', '-shm'] as const;

/** A database that is being put in the place of another. What is left of it after a crash says so. */
export interface Replacement {
  /** The new database. As long as a file has this name, the old one may be incomplete. */
  readonly file: string;
  /** Where the old database goes. */
  readonly asidePath: string;
}

/** Names the files of a replacement that begins now. */
export function replacementAt(database: string, nowMs: number): Replacement {
  return replacementOf(database, new Date(nowMs).toISOString().replace(/[:.]/g, '-'));
}

/** Returns the replacement that was interrupted, for example by a power cut; `undefined` if none was. */
export function interruptedReplacement(database: string): Replacement | undefined {
  const start = `${basename(database)}.replacing-`;
  const folder = dirname(database);
  const found = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(start)) : undefined;
  return found === undefined ? undefined : replacementOf(database, found.slice(start.length));
}

/** Moves what is left of the old database out of the way. Safe to repeat, until the new one has its place. */
export function putAside(database: string, { asidePath }: Replacement): void {
  for (const suffix of DATABASE_FILES) {
    if (existsSync(database + suffix)) renameSync(database + suffix, asidePath + suffix);
  }
}

function replacementOf(database: string, moment: string): Replacement {
  const path = (what: string): string => join(dirname(database), `${basename(database)}.${what}-${moment}`);
  return { file: path('replacing'), asidePath: path('before') };
}
