import type { Log } from '../../ports/log.ts';
import { DUE_AT } from '../database/indexed.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import { takeDuty } from '../holds/duties.ts';
import { tidyBossTables } from './boss.ts';
import { type BossQueue, NEAR_MS } from './boss-queue.ts';

/** What the sweeper needs. */
interface SweepParts {
  readonly db: Database;
  readonly url: string;
  readonly time: StoreTime;
  readonly queue: Pick<BossQueue, 'enterMissing'>;
  readonly log: Log;
}

/** Bounds a round. The oldest come first, and the next round goes on with those that are left. */
const MOST_PER_ROUND = 500;
const TIDY_EVERY_MS = 3_600_000;

/** Enters every job that is or soon will be due, that nobody holds and that has no entry. */
export async function sweepWakes({ db, url, time, queue, log }: SweepParts): Promise<void> {
  const near = await db
    .selectFrom('jobs')
    .select((eb) => ['id', eb(DUE_AT, '-', time.now()).as('in_ms')])
    .where((eb) => eb(DUE_AT, '<=', eb(time.now(), '+', eb.lit(NEAR_MS))))
    .orderBy(DUE_AT)
    .orderBy('id')
    .limit(MOST_PER_ROUND)
    .execute();
  if (near.length > 0) {
    await queue.enterMissing(near.map(({ id, in_ms: inMs }) => ({ jobId: id, inMs: Number(inMs) })));
  }
  if (await takeDuty(db, time, 'tidy-wakes', TIDY_EVERY_MS)) await tidyBossTables(url, log);
}
