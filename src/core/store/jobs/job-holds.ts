import { PostgresAdapter, sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import type { Job } from '../../model/job/job.ts';
import type { Log } from '../../ports/log.ts';
import {
  type FailedRun,
  type Hold,
  HoldLostError,
  type JobRecords,
  type TakenJob,
} from '../../ports/store.ts';
import type { Sealing } from '../../seal/sealing.ts';
import { DUE_AT } from '../database/indexed.ts';
import type { Database } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import { isNotLeased, LEFT_ALONE } from '../holds/older-release.ts';
import type { WakeQueue } from '../wake/wake-queue.ts';
import { OWN_FORMAT } from './job-record.ts';
import { type JobRow, readJobRow } from './job-row.ts';

/** What the records of jobs need besides the database. */
export interface JobRecordParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly time: StoreTime;
  readonly wake: WakeQueue;
  readonly sealing: Sealing;
}

/** Stores which process works on which job, and when each job is due next. */
export abstract class JobHolds
  implements
    Pick<JobRecords, 'wake' | 'wakeAll' | 'take' | 'takeDue' | 'requireHeld' | 'rest' | 'fail' | 'freeAll'>
{
  protected readonly db: Database;
  protected readonly parts: JobRecordParts;

  constructor(db: Database, parts: JobRecordParts) {
    this.db = db;
    this.parts = parts;
  }

  async wake(id: string, wakeAtMs: number | null): Promise<void> {
    await this.db
      .updateTable('jobs')
      .set({ wake_at: this.moment(wakeAtMs) })
      .where('id', '=', id)
      .execute();
    await this.hint(id, wakeAtMs);
  }

  async wakeAll(): Promise<void> {
    const now = this.parts.time.now();
    await this.db.updateTable('jobs').set({ wake_at: now }).where('wake_at', '>', now).execute();
  }

  async take(id: string, by: string): Promise<TakenJob | undefined> {
    const [taken] = await this.#take(by, 1, id);
    return taken;
  }

  async takeDue({ by, limit }: Parameters<JobRecords['takeDue']>[0]): Promise<readonly TakenJob[]> {
    return this.#take(by, limit);
  }

  async requireHeld(id: string, { by, epoch }: Hold): Promise<void> {
    const held = await this.db
      .selectFrom('jobs')
      .select('id')
      .where('id', '=', id)
      .where('held_by', '=', by)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    if (held === undefined) throw new HoldLostError(id);
  }

  async rest({ id, hold, version, wakeAtMs, to }: Parameters<JobRecords['rest']>[0]): Promise<void> {
    const row = await this.db
      .updateTable('jobs')
      .set((eb) => ({
        held_by: null,
        attempts_failed: 0,
        dead_at: null,
        dead_reason: null,
        dead_tell_at: null,
        wake_at: eb
          .case()
          .when('version', '=', version)
          .then(this.moment(wakeAtMs))
          .else(eb.ref('wake_at'))
          .end(),
      }))
      .where('id', '=', id)
      .where('held_by', '=', hold.by)
      .where('epoch', '=', hold.epoch)
      .returning((eb) => [eb(eb.ref('wake_at'), '-', this.parts.time.now()).as('in_ms')])
      .executeTakeFirst();
    if (row !== undefined && row.in_ms !== null) await this.parts.wake.at(this.db, id, Number(row.in_ms), to);
  }

  async fail({ id, hold, reason, pausesMs }: FailedRun): Promise<'paused' | 'parked' | undefined> {
    const own = await this.db
      .selectFrom('jobs')
      .select('attempts_failed')
      .where('id', '=', id)
      .where('held_by', '=', hold.by)
      .where('epoch', '=', hold.epoch)
      .executeTakeFirst();
    if (own === undefined) return undefined;
    const pauseMs = pausesMs[own.attempts_failed];
    const { clock, time } = this.parts;
    const wakeAtMs = pauseMs === undefined ? null : clock.now() + pauseMs;
    const deadAt = pauseMs === undefined ? time.now() : null;
    await this.db
      .updateTable('jobs')
      .set((eb) => ({
        held_by: null,
        attempts_failed: own.attempts_failed + 1,
        wake_at: this.moment(wakeAtMs),
        dead_at: deadAt,
        dead_reason: reason,
        dead_tell_at: deadAt,
        // What a parked job shows differs, though its record is the same.
        ...(pauseMs === undefined && { version: eb('version', '+', 1) }),
      }))
      .where('id', '=', id)
      .where('held_by', '=', hold.by)
      .where('epoch', '=', hold.epoch)
      .execute();
    await this.hint(id, wakeAtMs);
    return pauseMs === undefined ? 'parked' : 'paused';
  }

  async freeAll(): Promise<void> {
    await this.db.updateTable('jobs').set({ held_by: null }).where('held_by', 'is not', null).execute();
    await this.db.updateTable('jobs').set(LEFT_ALONE).where('lease_owner', 'is not', null).execute();
  }

  /** Whether other processes use the same database, so that rows have to be locked. */
  protected get isPostgres(): boolean {
    return this.db.getExecutor().adapter instanceof PostgresAdapter;
  }

  /** Translates a moment of this process's clock. */
  protected moment(wakeAtMs: number | null) {
    return wakeAtMs === null ? sql<null>`null` : this.parts.time.at(wakeAtMs);
  }

  /** Has a process look at the job when it is due. */
  protected async hint(id: string, wakeAtMs: number | null): Promise<void> {
    if (wakeAtMs !== null) await this.parts.wake.at(this.db, id, wakeAtMs - this.parts.clock.now());
  }

  async #take(by: string, limit: number, id?: string): Promise<readonly TakenJob[]> {
    const { time } = this.parts;
    // A process that declares this one dead waits for the lock, and then sees what was taken.
    const living = this.db
      .selectFrom('processes')
      .select('id')
      .where('id', '=', by)
      .where('alive_until', '>', time.now())
      .forKeyShare();
    const due = this.db
      .selectFrom('jobs')
      .select('id')
      .where(DUE_AT, '<=', time.now())
      .where('format', '<=', OWN_FORMAT)
      .where((eb) => isNotLeased(eb, time))
      .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
      .orderBy(DUE_AT)
      .orderBy('id')
      .limit(limit)
      // On SQLite no other process writes at the same time. On PostgreSQL rows are locked as they are found,
      // and those another process is taking are skipped, so no job gets two holders.
      .$if(this.isPostgres, (query) =>
        query
          .where((eb) => eb.exists(eb.selectFrom(living.as('living')).select('living.id')))
          .forUpdate()
          .skipLocked(),
      );
    const rows = await this.db
      // Materialized: PostgreSQL may otherwise run the query again for every row, and lock more than the limit.
      .with(
        (cte) => cte('due').materialized(),
        () => due,
      )
      .updateTable('jobs')
      .set((eb) => ({ held_by: by, epoch: eb('epoch', '+', 1), ...LEFT_ALONE }))
      .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
      .returning(['id', 'record', 'version', 'epoch', 'wake_at'])
      .execute();
    return rows
      .toSorted((a, b) => Number(a.wake_at) - Number(b.wake_at) || (a.id < b.id ? -1 : 1))
      .map(({ id, record, version, epoch }) => ({
        id,
        hold: { by, epoch },
        job: readOrReport({ id, record, version }, this.parts),
      }));
  }
}

/** Returns nothing for a record that cannot be read, so that it does not block the others. */
export function readOrReport(
  row: JobRow,
  { log, sealing }: Pick<JobRecordParts, 'log' | 'sealing'>,
): Job | undefined {
  try {
    return readJobRow(row, sealing);
  } catch (error) {
    log.error({ job: row.id, error }, 'job-unreadable');
    return undefined;
  }
}
