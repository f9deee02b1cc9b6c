import { sql } from 'kysely';
import type { Seen } from '../../ports/store.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/** Stores dedupe keys in SQL. They expire by the time that all processes share. */
export class SqlSeen implements Seen {
  readonly #db: Database;
  readonly #time: StoreTime;

  constructor(db: Database, time: StoreTime) {
    this.#db = db;
    this.#time = time;
  }

  async first(key: string, ttlMs: number): Promise<boolean> {
    const expires = { expires_at: this.#in(ttlMs) };
    // One statement decides, so of many concurrent callers exactly one gets a row back.
    const row = await this.#db
      .insertInto('seen')
      .values({ key, ...expires })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet(expires)
          .where((eb) => eb('seen.expires_at', '<=', this.#time.now())),
      )
      .returning('key')
      .executeTakeFirst();
    return row !== undefined;
  }

  async keep(key: string, ttlMs: number): Promise<void> {
    await this.#db
      .updateTable('seen')
      .set({ expires_at: this.#in(ttlMs) })
      .where('key', '=', key)
      .where((eb) => eb('expires_at', '<', this.#in(ttlMs)))
      .execute();
  }

  async sweep(): Promise<void> {
    const now = this.#time.now();
    await this.#db.deleteFrom('seen').where('expires_at', '<=', now).execute();
    await this.#db.deleteFrom('kv').where('expires_at', '<=', now).execute();
  }

  #in(ms: number) {
    return sql<number>`${this.#time.now()} + cast(${Math.round(ms)} as bigint)`;
  }
}
