import type { DatabaseSync } from 'node:sqlite';
import { StoreCopyError } from '../database/copy-error.ts';
import { MIGRATIONS_TABLE } from '../migrations/migrate.ts';

/** What a database contains, for a person to compare. Amounts are micro-dollars. */
export interface Contents {
  readonly jobs: number;
  readonly unfinished: number;
  readonly held: number;
  readonly spent: number;
}

/**
 * Proves that a database is whole, and the bot's.
 *
 * @throws {StoreCopyError} if SQLite finds damage, or tables are missing.
 */
export function requireWhole(db: DatabaseSync, path: string): void {
  let found: unknown;
  try {
    found = db.prepare('pragma integrity_check(1)').get()?.['integrity_check'];
  } catch (error) {
    throw new StoreCopyError(`${path} can’t be read as a database: ${reasonOf(error)}.`, { cause: error });
  }
  if (found !== 'ok')
    throw new StoreCopyError(`${path} is damaged: ${String(found)}. Use an earlier backup.`);
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all();
  const names = new Set(tables.map(({ name }) => name));
  if (![MIGRATIONS_TABLE, 'jobs', 'reservations'].every((name) => names.has(name))) {
    throw new StoreCopyError(`${path} is not a database of this bot.`);
  }
  if (db.prepare('pragma foreign_key_check').get() !== undefined) {
    throw new StoreCopyError(`${path} is damaged: entries of the ledger are missing. Use an earlier backup.`);
  }
}

/** Counts what a database contains. */
export function contentsOf(db: DatabaseSync): Contents {
  const one = (query: string): number => Number(db.prepare(query).get()?.['n'] ?? 0);
  return {
    jobs: one('select count(*) as n from jobs'),
    unfinished: one('select count(*) as n from jobs where over = 0'),
    held: one("select coalesce(sum(held), 0) as n from scope_counters where scope = 'tenant-month'"),
    spent: one("select coalesce(sum(spent), 0) as n from scope_counters where scope = 'tenant-month'"),
  };
}

/** Returns why SQLite or the system refused, without a stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
