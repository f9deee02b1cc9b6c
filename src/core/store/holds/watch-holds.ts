import type { KeyWatch, WatchHolds } from '../../ports/watch-holds.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import { inTransaction } from '../database/transaction.ts';

/** The bot owner's key, among the ids of tenants' keys. */
const OPERATOR = 'operator';

/** Stores which process watches which key, on a database that several processes share. */
export class SqlWatchHolds implements WatchHolds {
  readonly #db: Database;
  readonly #time: StoreTime;

  constructor(db: Database, time: StoreTime) {
    this.#db = db;
    this.#time = time;
  }

  async take(keyId = OPERATOR, process: string): Promise<KeyWatch> {
    // Most of the time another process has it, and this is all that is asked.
    const other = await this.#otherHolder(this.#db, keyId, process);
    if (other !== undefined) return { by: 'other', process: other };
    return inTransaction(this.#db, async (db) => {
      const added = await db
        .insertInto('watch_holds')
        .values({ key_id: keyId, held_by: process, reads_full_at: null })
        .onConflict((conflict) => conflict.column('key_id').doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 1n) return { by: 'this', fullInMs: 0 };
      const { full_in: fullIn } = await db
        .selectFrom('watch_holds')
        .where('key_id', '=', keyId)
        .select((eb) => eb(eb.ref('reads_full_at'), '-', this.#time.now()).as('full_in'))
        .forUpdate()
        .executeTakeFirstOrThrow();
      const sooner = await this.#otherHolder(db, keyId, process);
      if (sooner !== undefined) return { by: 'other', process: sooner };
      await db
        .updateTable('watch_holds')
        .set({ held_by: process, reads_full_at: null })
        .where('key_id', '=', keyId)
        .execute();
      return { by: 'this', fullInMs: fullIn === null ? undefined : Math.max(0, Number(fullIn)) };
    });
  }

  async release(keyId = OPERATOR, process: string, fullInMs: number): Promise<void> {
    await this.#db
      .updateTable('watch_holds')
      .set((eb) => ({
        held_by: null,
        reads_full_at: eb(this.#time.now(), '+', eb.cast<number>(eb.val(Math.ceil(fullInMs)), 'bigint')),
      }))
      .where('key_id', '=', keyId)
      .where('held_by', '=', process)
      .execute();
  }

  async #otherHolder(db: Database, keyId: string, process: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('watch_holds')
      .innerJoin('processes', 'processes.id', 'watch_holds.held_by')
      .where('watch_holds.key_id', '=', keyId)
      .where('processes.id', '<>', process)
      .where('processes.alive_until', '>', this.#time.now())
      .select('processes.id')
      .executeTakeFirst();
    return row?.id;
  }
}
