import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { BoxKeys } from '../../model/secret-box.ts';
import { silentLog } from '../../ports/log.ts';
import { NO_SEALING, type Sealing } from '../../seal/sealing.ts';
import { StoreCopyError } from '../database/copy-error.ts';
import type { Database } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { type JobRow, readJobRow, recordColumns } from '../jobs/job-row.ts';
import { openDatabase } from '../open-database.ts';
import { UNLIMITED } from '../postgres/dialect.ts';
import { openSealing } from '../records/data-keys.ts';
import { keepOthersOut } from '../transfer/keep-others-out.ts';

const PAGE = 200;
/** More tries than any request gets. */
const GIVEN_UP = 1_000;

/**
 * Marks every job of a restored database that could still be submitted: after the backup was made, it may have been,
 * and a second time would cost a second time. A record that can't be read is left alone; nothing submits it.
 *
 * @param url as `STORE_URL`. The tables are brought up to date.
 * @param keys that the bot had when the backup was made.
 * @returns how many jobs were marked.
 * @throws {StoreCopyError | StoreOpenError} if a bot works with the database, or it can't be opened or decrypted.
 */
export async function markRestored(url: string, nowMs: number, keys?: BoxKeys): Promise<number> {
  const { db, location, close } = await openDatabase(url, silentLog, UNLIMITED);
  try {
    return await inTransaction(db, async (transaction) => {
      await keepOthersOut(transaction, location);
      await giveUpRequests(transaction);
      return markAll(transaction, nowMs, await sealingOf(transaction, nowMs, keys));
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

/** Without keys, every encrypted job would be left unmarked, and could be submitted. */
async function sealingOf(db: Database, nowMs: number, keys: BoxKeys | undefined): Promise<Sealing> {
  if (keys !== undefined) return openSealing(db, keys, nowMs);
  const sealed = await db.selectFrom('data_keys').select('id').executeTakeFirst();
  if (sealed === undefined) return NO_SEALING;
  throw new StoreCopyError('The backup is encrypted. Set SECRET_KEY to the key the bot had.');
}

async function markAll(db: Database, nowMs: number, sealing: Sealing): Promise<number> {
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
    for (const row of rows) {
      const { id, version } = row;
      const job = readOrNothing(row, sealing);
      if (job === undefined || isWorkOver(job.work)) continue;
      const restored: Job = { ...job, restoredAtMs: nowMs };
      await db
        .updateTable('jobs')
        .set({ ...recordColumns(restored, sealing), version: version + 1 })
        .where('id', '=', id)
        .execute();
      marked += 1;
    }
    const end = rows.at(-1);
    if (end === undefined) return marked;
    last = end.id;
  }
}

function readOrNothing(row: JobRow, sealing: Sealing): Job | undefined {
  try {
    return readJobRow(row, sealing);
  } catch {
    return undefined;
  }
}
