import { PostgresAdapter } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import type { Job } from '../../model/job/job.ts';
import type { JobRecords } from '../../ports/store.ts';
import type { Database, JobsTable } from '../database/schema.ts';

/** Stores which process works on which job, and when each job is due next. */
export abstract class JobLeases
  implements Pick<JobRecords, 'wake' | 'claimDue' | 'prolong' | 'rest' | 'unclaimAll' | 'nextDueMs'>
{
  protected readonly db: Database;
  /** Turns a row into a job, or into nothing when it cannot be read. */
  protected readonly read: (row: Pick<JobsTable, 'id' | 'record' | 'version'>) => readonly Job[];
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock, read: JobLeases['read']) {
    this.db = db;
    this.#clock = clock;
    this.read = read;
  }

  async wake(id: string, wakeAtMs: number | null): Promise<void> {
    await this.db.updateTable('jobs').set({ wake_at: wakeAtMs }).where('id', '=', id).execute();
  }

  async claimDue(claim: Parameters<JobRecords['claimDue']>[0]): Promise<readonly Job[]> {
    const due = this.db
      .selectFrom('jobs')
      .select('id')
      .where('wake_at', '<=', claim.nowMs)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', claim.nowMs)]))
      .orderBy('wake_at')
      .orderBy('id')
      .limit(claim.limit)
      // On SQLite no other process writes at the same time. On PostgreSQL rows are locked as they are found,
      // and those another process is claiming are skipped, so no job gets two owners.
      .$if(this.isPostgres, (query) => query.forUpdate().skipLocked());
    const rows = await this.db
      // Materialized: PostgreSQL may otherwise run the query again for every row, and lock more than the limit.
      .with(
        (cte) => cte('due').materialized(),
        () => due,
      )
      .updateTable('jobs')
      .set({ lease_owner: claim.owner, lease_until: claim.leaseUntilMs })
      .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
      .returning(['id', 'record', 'version', 'wake_at'])
      .execute();
    return rows
      .toSorted((a, b) => Number(a.wake_at) - Number(b.wake_at) || (a.id < b.id ? -1 : 1))
      .flatMap((row) => this.read(row));
  }

  async prolong(owner: string, ids: readonly string[], leaseUntilMs: number): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const held = this.db
      .selectFrom('jobs')
      .select('id')
      .where('lease_owner', '=', owner)
      .where('id', 'in', ids)
      .$if(this.isPostgres, (query) => query.forUpdate().skipLocked());
    const rows = await this.db
      .with(
        (cte) => cte('held').materialized(),
        () => held,
      )
      .updateTable('jobs')
      .set({ lease_until: leaseUntilMs })
      .where('id', 'in', (eb) => eb.selectFrom('held').select('held.id'))
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  async rest(end: Parameters<JobRecords['rest']>[0]): Promise<number | null> {
    const row = await this.db
      .updateTable('jobs')
      .set((eb) => ({
        lease_owner: null,
        lease_until: null,
        wake_at: eb
          .case()
          .when('version', '=', end.version)
          .then(eb.cast<number | null>(eb.val(end.wakeAtMs), 'bigint'))
          .else(eb.ref('wake_at'))
          .end(),
      }))
      .where('id', '=', end.id)
      .where('lease_owner', '=', end.owner)
      .returning('wake_at')
      .executeTakeFirst();
    return row?.wake_at ?? null;
  }

  async unclaimAll(): Promise<void> {
    await this.db
      .updateTable('jobs')
      .set({ lease_owner: null, lease_until: null })
      .where('lease_owner', 'is not', null)
      .execute();
  }

  async nextDueMs(): Promise<number | undefined> {
    const row = await this.db
      .selectFrom('jobs')
      .select('wake_at')
      .where('wake_at', 'is not', null)
      .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', this.#clock.now())]))
      .orderBy('wake_at')
      .limit(1)
      .executeTakeFirst();
    return row?.wake_at ?? undefined;
  }

  /** Whether other processes use the same database, so that rows have to be locked. */
  protected get isPostgres(): boolean {
    return this.db.getExecutor().adapter instanceof PostgresAdapter;
  }
}
