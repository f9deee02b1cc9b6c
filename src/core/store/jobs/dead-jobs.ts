import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { DeadJob, DeadJobs } from '../../ports/dead-jobs.ts';
import type { Database, JobsTable, Tables } from '../database/schema.ts';
import { readOpenOf } from '../ledger/open.ts';
import type { JobRecordParts } from './job-holds.ts';
import { readJobRow } from './job-row.ts';

const COLUMNS = [
  'id',
  'version',
  'tenant',
  'member',
  'platform',
  'stage',
  'created_at',
  'dead_at',
  'dead_reason',
  'attempts_failed',
  'record',
  'wake_at',
] as const;

type Row = Pick<Selectable<JobsTable>, (typeof COLUMNS)[number]>;

/** Finds and ends dead jobs in SQL, on the database or inside one transaction. */
export class SqlDeadJobs implements DeadJobs {
  readonly #db: Database;
  readonly #parts: Pick<JobRecordParts, 'log' | 'time' | 'sealing'>;

  constructor(db: Database, parts: Pick<JobRecordParts, 'log' | 'time' | 'sealing'>) {
    this.#db = db;
    this.#parts = parts;
  }

  async count(): Promise<number> {
    const { jobs } = await this.#db
      .selectFrom('jobs')
      .where('dead_at', 'is not', null)
      .select((eb) => eb.fn.countAll<number>().as('jobs'))
      .executeTakeFirstOrThrow();
    return jobs;
  }

  async list(limit: number): Promise<readonly DeadJob[]> {
    const rows = await this.#db
      .selectFrom('jobs')
      .select(COLUMNS)
      .where('dead_at', 'is not', null)
      .orderBy('dead_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return this.#read(rows);
  }

  async find(id: string): Promise<DeadJob | undefined> {
    const rows = await this.#db
      .selectFrom('jobs')
      .select(COLUMNS)
      .where('id', '=', id)
      .where('dead_at', 'is not', null)
      .execute();
    return (await this.#read(rows))[0];
  }

  async takeUntold(limit: number, restMs: number): Promise<readonly DeadJob[]> {
    const isUntold = (eb: ExpressionBuilder<Tables, 'jobs'>) =>
      eb('dead_tell_at', '<=', this.#parts.time.now());
    const rows = await this.#db
      .updateTable('jobs')
      .set({ dead_tell_at: this.#in(restMs) })
      .where('id', 'in', (eb) =>
        eb.selectFrom('jobs').select('id').where(isUntold).orderBy('dead_tell_at').limit(limit),
      )
      // Of several processes that do this at once, each sees here what the others have taken.
      .where(isUntold)
      .returning(COLUMNS)
      .execute();
    return this.#read(rows);
  }

  async tellAgain(
    { id, deadAtMs }: Pick<DeadJob, 'id' | 'deadAtMs'>,
    pauseMs: number | undefined,
  ): Promise<void> {
    await this.#db
      .updateTable('jobs')
      .set({ dead_tell_at: pauseMs === undefined ? null : this.#in(pauseMs) })
      .where('id', '=', id)
      .where('dead_at', '=', deadAtMs)
      .execute();
  }

  #in(ms: number) {
    return sql<number>`${this.#parts.time.now()} + cast(${Math.round(ms)} as bigint)`;
  }

  async revive(id: string): Promise<void> {
    await this.#clear(id, { dead_reason: null });
  }

  async bury(id: string, nowMs: number): Promise<void> {
    await this.#clear(id, { wake_at: null, over: 1, in_flight: 0, updated_at: nowMs });
  }

  async #clear(id: string, change: Partial<Selectable<JobsTable>>): Promise<void> {
    await this.#db
      .updateTable('jobs')
      .set({
        ...change,
        dead_at: null,
        dead_tell_at: null,
        attempts_failed: 0,
        version: sql<number>`version + 1`,
      })
      .where('id', '=', id)
      .where('dead_at', 'is not', null)
      .execute();
  }

  async #read(rows: readonly Row[]): Promise<readonly DeadJob[]> {
    const open = await readOpenOf(
      this.#db,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      id: row.id,
      tenant: row.tenant,
      member: row.member,
      platform: row.platform,
      stage: row.stage,
      createdAtMs: row.created_at,
      deadAtMs: row.dead_at ?? 0,
      reason: row.dead_reason ?? '',
      attempts: row.attempts_failed,
      ...this.#jobOf(row),
      open: open.filter(({ jobId }) => jobId === row.id),
    }));
  }

  #jobOf(row: Row): Pick<DeadJob, 'job'> {
    const { id } = row;
    try {
      return { job: readJobRow(row, this.#parts.sealing) };
    } catch (error) {
      this.#parts.log.debug({ job: id, error }, 'job-unreadable');
      return {};
    }
  }
}
