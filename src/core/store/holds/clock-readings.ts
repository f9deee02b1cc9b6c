import type { ClockReading, ClockReadings } from '../../ports/processes.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/** The one row of the table. */
const LAST = 'last';

/** Stores what the time was. */
export class SqlClockReadings implements ClockReadings {
  readonly #db: Database;
  readonly #time: StoreTime;

  constructor(db: Database, time: StoreTime) {
    this.#db = db;
    this.#time = time;
  }

  async now(): Promise<number> {
    const { now } = await this.#db.selectNoFrom(this.#time.now().as('now')).executeTakeFirstOrThrow();
    return Number(now);
  }

  async last(): Promise<ClockReading | undefined> {
    const row = await this.#db
      .selectFrom('clock_readings')
      .select(['seen_at', 'unsure_until'])
      .where('id', '=', LAST)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { seen_at: seenAtMs, unsure_until: unsureUntilMs } = row;
    return { seenAtMs, ...(unsureUntilMs === null ? {} : { unsureUntilMs }) };
  }

  async note({ seenAtMs, unsureUntilMs }: ClockReading): Promise<void> {
    const values = { seen_at: seenAtMs, unsure_until: unsureUntilMs ?? null };
    await this.#db
      .insertInto('clock_readings')
      .values({ id: LAST, ...values })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
  }
}
