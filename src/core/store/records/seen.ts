import type { Clock } from '../../async/clock.ts';
import type { Seen } from '../../ports/store.ts';
import type { Database } from '../database/schema.ts';

/** Stores dedupe keys in SQL. */
export class SqlSeen implements Seen {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async first(key: string, ttlMs: number): Promise<boolean> {
    const nowMs = this.#clock.now();
    // One statement decides, so of many concurrent callers exactly one gets a row back.
    const row = await this.#db
      .insertInto('seen')
      .values({ key, expires_at: nowMs + ttlMs })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ expires_at: nowMs + ttlMs })
          .where('seen.expires_at', '<=', nowMs),
      )
      .returning('key')
      .executeTakeFirst();
    return row !== undefined;
  }

  async keep(key: string, ttlMs: number): Promise<void> {
    const untilMs = this.#clock.now() + ttlMs;
    await this.#db
      .updateTable('seen')
      .set({ expires_at: untilMs })
      .where('key', '=', key)
      .where('expires_at', '<', untilMs)
      .execute();
  }

  async sweep(): Promise<void> {
    const nowMs = this.#clock.now();
    await this.#db.deleteFrom('seen').where('expires_at', '<=', nowMs).execute();
    await this.#db.deleteFrom('kv').where('expires_at', '<=', nowMs).execute();
  }
}
