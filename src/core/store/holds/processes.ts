import { sql } from 'kysely';
import type { Processes } from '../../ports/processes.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import { inTransaction } from '../database/transaction.ts';

/** Stores the processes that work on jobs. */
export class SqlProcesses implements Processes {
  readonly #db: Database;
  readonly #time: StoreTime;

  constructor(db: Database, time: StoreTime) {
    this.#db = db;
    this.#time = time;
  }

  async enter(id: string, aliveMs: number): Promise<void> {
    await this.#db
      .insertInto('processes')
      .values({ id, started_at: this.#time.now(), alive_until: this.#in(aliveMs) })
      .execute();
  }

  async renew(id: string, aliveMs: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('processes')
      .set({ alive_until: this.#in(aliveMs) })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async leave(id: string): Promise<void> {
    await inTransaction(this.#db, async (db) => {
      await db.deleteFrom('processes').where('id', '=', id).execute();
      await free(db, [id]);
    });
  }

  async reap(): Promise<number> {
    return inTransaction(this.#db, async (db) => {
      // Of several processes that do this at once, one finds each row.
      const dead = await db
        .deleteFrom('processes')
        .where('alive_until', '<', this.#time.now())
        .returning('id')
        .execute();
      if (dead.length > 0)
        await free(
          db,
          dead.map(({ id }) => id),
        );
      return dead.length;
    });
  }

  #in(ms: number) {
    return sql<number>`${this.#time.now()} + ${sql.lit(ms)}`;
  }
}

async function free(db: Database, processes: readonly string[]): Promise<void> {
  await db.updateTable('jobs').set({ held_by: null }).where('held_by', 'in', processes).execute();
}
