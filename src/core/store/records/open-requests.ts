import { PostgresAdapter, sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import type {
  LeftRequest,
  OpenRequests,
  RequestsToTakeOver,
  RequestToRecord,
} from '../../ports/open-requests.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';

/** Stores open requests in the rows of their dedupe keys. */
export class SqlOpenRequests implements OpenRequests {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #time: StoreTime;

  constructor(db: Database, { clock, time }: { readonly clock: Clock; readonly time: StoreTime }) {
    this.#db = db;
    this.#clock = clock;
    this.#time = time;
  }

  async record(request: RequestToRecord): Promise<void> {
    await this.#db
      .insertInto('seen')
      .values({ ...this.#rowOf(request), claimed: 0 })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }

  async claim(request: RequestToRecord): Promise<boolean> {
    const row = this.#rowOf(request);
    const { key: _key, ...columns } = row;
    const claimed = await this.#db
      .insertInto('seen')
      .values({ ...row, claimed: 1 })
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ ...columns, claimed: 1 })
          .where((eb) =>
            eb.or([eb('seen.expires_at', '<=', this.#time.now()), eb('seen.claimed', '=', eb.lit(0))]),
          ),
      )
      .returning('key')
      .executeTakeFirst();
    return claimed !== undefined;
  }

  async answered(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#db.updateTable('seen').set({ payload: null }).where('key', 'in', keys).execute();
  }

  async takeOver(left: RequestsToTakeOver): Promise<readonly LeftRequest[]> {
    const idle = this.#db
      .selectFrom('seen')
      .select('key')
      .where('payload', 'is not', null)
      .where('platform', '=', left.platform)
      .where('payload_until', '>', this.#time.now())
      .where((eb) =>
        eb.or([
          eb('taken_at', '<=', this.#before(left.idleMs)),
          eb.and([eb('claimed', '=', eb.lit(0)), eb('taken_at', '<=', this.#before(left.unclaimedMs))]),
        ]),
      )
      .$if(left.except.length > 0, (query) => query.where('key', 'not in', left.except))
      .orderBy('taken_at')
      .limit(left.limit)
      .$if(this.#isPostgres, (query) => query.forUpdate().skipLocked());
    const rows = await this.#db
      .with(
        (cte) => cte('idle').materialized(),
        () => idle,
      )
      .updateTable('seen')
      .set((eb) => ({ claimed: 1, taken_at: this.#time.now(), attempts: eb('attempts', '+', 1) }))
      .where('key', 'in', (eb) => eb.selectFrom('idle').select('idle.key'))
      .returning(['key', 'payload', 'received_at', 'attempts'])
      .execute();
    return rows
      .flatMap(({ key, payload, received_at: receivedAtMs, attempts }) =>
        payload === null || receivedAtMs === null ? [] : [{ key, payload, receivedAtMs, attempts }],
      )
      .toSorted((one, other) => one.receivedAtMs - other.receivedAtMs);
  }

  async expire(): Promise<readonly string[]> {
    const rows = await this.#db
      .updateTable('seen')
      .set({ payload: null })
      .where('payload', 'is not', null)
      .where('payload_until', '<=', this.#time.now())
      .returning('key')
      .execute();
    return rows.map(({ key }) => key);
  }

  #before(ms: number) {
    return sql<number>`${this.#time.now()} - cast(${ms} as bigint)`;
  }

  #rowOf({ key, ttlMs, platform, payload, answerableMs }: RequestToRecord) {
    const now = this.#time.now();
    return {
      key,
      expires_at: sql<number>`${now} + cast(${ttlMs} as bigint)`,
      platform,
      payload,
      attempts: 0,
      // When it may still be answered is told by the clock of the platform, which this process's follows.
      received_at: this.#clock.now(),
      taken_at: now,
      payload_until: sql<number>`${now} + cast(${answerableMs} as bigint)`,
    };
  }

  get #isPostgres(): boolean {
    return this.#db.getExecutor().adapter instanceof PostgresAdapter;
  }
}
