import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

/** Makes a stored job one that nothing works on any more, past the store. */
export async function killJob(
  url: string,
  id: string,
  change: { readonly atMs: number; readonly reason?: string; readonly record?: string },
): Promise<void> {
  const { atMs, reason = 'internal', record } = change;
  const set = `dead_at = ${atMs}, dead_tell_at = ${atMs}, dead_reason = '${reason}', attempts_failed = 5, wake_at = null`;
  const all = record === undefined ? set : `${set}, record = '${record}'`;
  await query(url, `update jobs set ${all} where id = '${id}' returning id`);
}

/** Whether a stored job is to be worked on, past the store. */
export async function isDue(url: string, id: string): Promise<boolean> {
  return (await query(url, `select id from jobs where id = '${id}' and wake_at is not null`)) === 1;
}

/** Returns how many rows there were. */
async function query(url: string, statement: string): Promise<number> {
  if (url.startsWith('sqlite://')) {
    using db = new DatabaseSync(url.slice('sqlite://'.length), { timeout: 5_000 });
    return db.prepare(statement).all().length;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows.length;
}
