import { PostgresAdapter } from 'kysely';
import type { Database } from './schema.ts';

/** Whether rows have to be locked. On SQLite a transaction has the whole database to itself. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
