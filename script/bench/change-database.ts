import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

const SQLITE = 'sqlite://';

/** Runs statements on a store's database, past the store. */
export async function changeDatabase(url: string, ...statements: readonly string[]): Promise<void> {
  if (url.startsWith(SQLITE)) {
    using db = new DatabaseSync(url.slice(SQLITE.length));
    for (const statement of statements) db.exec(statement);
    return;
  }
  const client = new Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Returns how much the table of jobs and its indexes take; of a closed SQLite store, the whole file. In bytes. */
export async function sizeOf(url: string): Promise<number> {
  if (url.startsWith(SQLITE)) return statSync(url.slice(SQLITE.length)).size;
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(`select pg_total_relation_size('jobs') as bytes`);
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
