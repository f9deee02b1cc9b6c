import { DUE_AT } from '../database/indexed.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/**
 * Returns in how long the first job is due that no process holds and that becomes due after a moment of this
 * process's clock; `undefined` if there is none.
 */
export async function nextDueInMs(
  db: Database,
  time: StoreTime,
  afterMs: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select((eb) => eb(DUE_AT, '-', time.now()).as('in_ms'))
    .where(DUE_AT, '>', time.at(afterMs))
    .orderBy(DUE_AT)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.in_ms);
}
