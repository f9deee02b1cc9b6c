import { sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Taker } from '../../ports/wake.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import type { Notifications } from '../postgres/notifications.ts';
import { type BossQueue, openBossQueue } from './boss-queue.ts';
import { sweepWakes } from './sweep-wakes.ts';
import type { WakeQueue } from './wake-queue.ts';

/** What the wakes of several processes need. */
export interface BossWakesParts {
  readonly db: Database;
  /** For pg-boss's own tables. */
  readonly url: string;
  readonly notifications: Pick<Notifications, 'hear'>;
  readonly time: StoreTime;
  readonly clock: Clock;
  readonly log: Log;
}

/** Taken at once, so that a burst is shared with the processes that hear of it at the same time. */
const MOST_AT_ONCE = 4;
/** How soon a process that was full, and left entries to the others, looks again. */
const LOOK_AGAIN_MS = 100;

/** Where a process hears of a job that it alone is to take. The payload is the process and the job. */
const HANDED_OVER = 'audiopod_bot_handed_over';

/** Opens the wakes of a database that several processes share: PostgreSQL's notifications over pg-boss's queue. */
export async function openBossWakes(parts: BossWakesParts): Promise<WakeQueue> {
  const queue = await openBossQueue(parts);
  let taking: { readonly stop: () => Promise<void> } | undefined;
  return {
    async at(within, jobId, inMs, process) {
      if (process === undefined) return queue.enter(within, { jobId, inMs });
      await sql`select pg_notify(${HANDED_OVER}, ${`${process} ${jobId}`})`.execute(within);
    },
    async start(taker) {
      taking = startTaking(taker, queue, parts);
    },
    sweep: () => sweepWakes({ ...parts, queue }),
    async stop() {
      await taking?.stop();
    },
    async close() {
      await taking?.stop();
      await queue.close();
    },
  };
}

/** Passes to the taker what this process hears of. */
function startTaking(
  taker: Taker,
  queue: BossQueue,
  parts: BossWakesParts,
): { readonly stop: () => Promise<void> } {
  const { clock, log, notifications } = parts;
  const stopping = new AbortController();
  let isRung = false;
  let looking: Promise<void> | undefined;

  const passOn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const most = Math.min(taker.room(), MOST_AT_ONCE);
      if (most <= 0) {
        await clock.sleep(LOOK_AGAIN_MS, stopping.signal);
        continue;
      }
      // If this process dies right behind it, the sweeper finds the jobs.
      const jobs = await queue.take(most);
      if (jobs.length === 0) return;
      await Promise.all(jobs.map((jobId) => taker.due(jobId)));
    }
  };

  const look = async (): Promise<void> => {
    while (isRung) {
      isRung = false;
      await passOn().catch((error: unknown) => {
        // The next look finds what was left.
        if (!stopping.signal.aborted) log.warn({ error }, 'wake-queue-failed');
      });
    }
  };

  const ring = (): void => {
    if (stopping.signal.aborted) return;
    isRung = true;
    looking ??= look().finally(() => {
      looking = undefined;
    });
  };

  const takeHandedOver = (payload: string): void => {
    const [process, jobId] = payload.split(' ');
    if (process === taker.id() && !stopping.signal.aborted) void taker.due(jobId);
  };

  const announced = notifications.hear(queue.channel, ring, ring);
  // What was missed is swept.
  const handedOver = notifications.hear(HANDED_OVER, takeHandedOver);
  return {
    async stop() {
      stopping.abort();
      announced[Symbol.dispose]();
      handedOver[Symbol.dispose]();
      await looking;
    },
  };
}
