import { sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Database } from '../database/schema.ts';
import { afterCommit } from '../database/transaction.ts';
import { createAlarm } from './alarm.ts';
import { BOSS_QUEUE, bossDatabase, openBoss } from './boss.ts';

/**
 * A job that is due later than this gets no entry yet. The sweeper makes one when its moment is near, so the
 * queue stays small however many jobs wait, and a moment that was put off leaves nothing behind for long.
 */
export const NEAR_MS = 60_000;

/** A job, and in how long it is due. */
export interface Entry {
  readonly jobId: string;
  readonly inMs: number;
}

/** The entries that pg-boss keeps: at most one that waits for each job. */
export interface BossQueue {
  /** Where it announces that something is due. */
  readonly channel: string;
  /** Enters a job, or changes when its entry is due. One that is far from due is left to the sweeper. */
  enter(within: Database, entry: Entry): Promise<void>;
  /** Enters the jobs that have no entry yet, all with one statement. */
  enterMissing(entries: readonly Entry[]): Promise<void>;
  /** Removes up to so many entries that are due, and returns their jobs. No other process gets them. */
  take(most: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * Opens the queue, and creates or upgrades its tables if they are not as this release needs them.
 *
 * The database's clock decides what is due. pg-boss announces what is due when it is entered; for a later moment, the
 * process that entered it has an alarm, and announces it then.
 */
export async function openBossQueue(parts: {
  readonly db: Database;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<BossQueue> {
  const { db, clock, log } = parts;
  const { boss, channel } = await openBoss(parts);
  // To all processes: this one may be full, or only receive commands.
  const alarm = createAlarm(clock, () => {
    sql`select pg_notify(${channel}, '')`
      .execute(db)
      // The next sweep finds it.
      .catch((error: unknown) => log.debug({ error }, 'wake-not-announced'));
  });
  return {
    channel,
    async enter(within, { jobId, inMs }) {
      if (inMs > NEAR_MS) return;
      const options = { singletonKey: jobId, startAfter: interval(inMs), db: bossDatabase(within) };
      await boss.upsert(BOSS_QUEUE, { job: jobId }, options);
      if (inMs > 0) afterCommit(within, () => alarm.ringIn(inMs));
    },
    async enterMissing(entries) {
      await boss.insert(
        BOSS_QUEUE,
        entries.map(({ jobId, inMs }) => ({
          data: { job: jobId },
          singletonKey: jobId,
          startAfter: interval(inMs),
        })),
      );
      for (const { inMs } of entries) if (inMs > 0) alarm.ringIn(inMs);
    },
    async take(most) {
      const found = await boss.fetch<{ readonly job: string }>(BOSS_QUEUE, { batchSize: most });
      if (found.length > 0) {
        await boss.deleteJob(
          BOSS_QUEUE,
          found.map(({ id }) => id),
        );
      }
      return found.map(({ data }) => data.job);
    },
    async close() {
      alarm[Symbol.dispose]();
      await boss.stop({ graceful: false });
    },
  };
}

/** As PostgreSQL reads it, so that its clock alone decides. */
function interval(durationMs: number): string {
  return `${Math.max(0, Math.ceil(durationMs))} milliseconds`;
}
