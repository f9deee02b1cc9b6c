import { isWorkOver, type Job } from '../../model/job/job.ts';
import { silentLog } from '../../ports/log.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { formatOf, readJobRecord, writeJobRecord } from '../jobs/job-record.ts';
import { openDatabase } from '../open-database.ts';
import { UNLIMITED } from '../postgres/dialect.ts';
import { keepOthersOut } from '../transfer/keep-others-out.ts';

const PAGE = 200;
/** More tries than any request gets. */
const GIVEN_UP = 1_000;

/**
 * Marks every job of a restored database that could still be submitted: after the backup was made, it may have been,
 * and a second time would cost a second time. A record that can't be read is left alone; nothing submits it.
 *
 * @param url as `STORE_URL`. The tables are brought up to date.
 * @returns how many jobs were marked.
 * @throws {StoreCopyError | StoreOpenError} if a bot works with the database, or it can't be opened.
 */
export async function markRestored(url: string, nowMs: number): Promise<number> {
  const { db, location, close } = await openDatabase(url, silentLog, UNLIMITED);
  try {
    return await inTransaction(db, async (transaction) => {
      await keepOthersOut(transaction, location);
      await giveUpRequests(transaction);
      return markAll(transaction, nowMs);
    });
  } finally {
    await close();
  }
}

/**
 * Has requests that were acknowledged and not answered explained instead of carried on: the jobs they asked for may
 * have run after the backup was made.
 */
async function giveUpRequests(db: Database): Promise<void> {
  await db.updateTable('seen').set({ attempts: GIVEN_UP }).where('payload', 'is not', null).execute();
}

async function markAll(db: Database, nowMs: number): Promise<number> {
  let marked = 0;
  let last = '';
  for (;;) {
    const rows = await db
      .selectFrom('jobs')
      .select(['id', 'record', 'version'])
      .where('over', '=', 0)
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { id, record, version } of rows) {
      const job = readOrNothing(record, version);
      if (job === undefined || isWorkOver(job.work)) continue;
      const restored: Job = { ...job, restoredAtMs: nowMs };
      await db
        .updateTable('jobs')
        .set({ record: writeJobRecord(restored), format: formatOf(restored), version: version + 1 })
        .where('id', '=', id)
        .execute();
      marked += 1;
    }
    const end = rows.at(-1);
    if (end === undefined) return marked;
    last = end.id;
  }
}

function readOrNothing(record: string, version: number): Job | undefined {
  try {
    return readJobRecord(record, version);
  } catch {
    return undefined;
  }
}
