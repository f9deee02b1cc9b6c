import type { BoxKeys } from '../../model/secret-box.ts';
import { newDataKey, openDataKey, rewrapDataKey } from '../../seal/data-key.ts';
import { createSealing, type Sealing } from '../../seal/sealing.ts';
import type { Database } from '../database/schema.ts';
import { StoreOpenError } from '../database/store-open-error.ts';

/**
 * One data key for the whole store, not one for each tenant: it lies in the same database, and so in every backup, so
 * a key of its own would hide nothing more of a tenant that is erased.
 */
const ID = 'store';

/**
 * Opens the store's data key, which is made the first time. If only the previous `SECRET_KEY` opens it, it's encrypted
 * again with the current one.
 *
 * @throws {StoreOpenError} if no `SECRET_KEY` opens it.
 */
export async function openSealing(db: Database, keys: BoxKeys, nowMs: number): Promise<Sealing> {
  const sealed = (await read(db)) ?? (await create(db, keys, nowMs));
  const opened = openDataKey(sealed, ID, keys);
  if (opened === undefined) {
    throw new StoreOpenError(
      'The database was encrypted with another SECRET_KEY. Set SECRET_KEY to the one the bot had, or SECRET_KEY_PREVIOUS if you are changing it. A generated one is in DATA_DIR/secret-key of that time.',
    );
  }
  if (opened.isOfPrevious) {
    await db
      .updateTable('data_keys')
      .set({ sealed: rewrapDataKey(opened.key, ID, keys) })
      .where('id', '=', ID)
      // Another process may have been faster, perhaps with a newer key.
      .where('sealed', '=', sealed)
      .execute();
  }
  return createSealing(opened.key);
}

async function read(db: Database): Promise<string | undefined> {
  const row = await db.selectFrom('data_keys').select('sealed').where('id', '=', ID).executeTakeFirst();
  return row?.sealed;
}

/** Of several processes that create it, one does, and all use that one's. */
async function create(db: Database, keys: BoxKeys, nowMs: number): Promise<string> {
  const made = newDataKey(ID, keys);
  await db
    .insertInto('data_keys')
    .values({ id: ID, sealed: made, created_at: nowMs })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return (await read(db)) ?? made;
}
