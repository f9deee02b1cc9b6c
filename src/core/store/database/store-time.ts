import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';

/**
 * The time that all processes of one database share. When a job is due and whether a process is alive are judged
 * by it alone, because the clocks of several hosts differ.
 */
export interface StoreTime {
  /** Returns the present, as SQL. It stays the same within a statement. */
  now(): RawBuilder<number>;
  /** Translates a moment of this process's clock. */
  at(ms: number): RawBuilder<number>;
}

/** PostgreSQL's own clock. A moment is stored as far from its present as it is from this process's. */
export function postgresTime(clock: Pick<Clock, 'now'>): StoreTime {
  // Not `clock_timestamp`, which changes within a statement, so that no index could be used.
  const now = (): RawBuilder<number> =>
    sql<number>`cast(extract(epoch from statement_timestamp()) * 1000 as bigint)`;
  return { now, at: (ms) => sql<number>`${now()} + cast(${ms - clock.now()} as bigint)` };
}

/** A clock in this process: on SQLite its own, because no other process shares the database. */
export function processTime(clock: Pick<Clock, 'now'>, shared: Pick<Clock, 'now'> = clock): StoreTime {
  const value = (ms: number): RawBuilder<number> => sql<number>`cast(${Math.round(ms)} as bigint)`;
  return { now: () => value(shared.now()), at: (ms) => value(shared.now() + (ms - clock.now())) };
}
