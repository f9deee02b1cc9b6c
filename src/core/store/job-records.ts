import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { isInFlight, isJobOver, type Job } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { JobLeases } from './job-leases.ts';
import { readJobRecord, writeJobRecord } from './job-record.ts';
import type { Database, JobsTable, Tables } from './schema.ts';
import { type JobQuery, type JobRecords, StaleJobError } from './store.ts';

/** The jobs in SQL, on the database or inside one transaction. */
export class SqlJobRecords extends JobLeases implements JobRecords {
  constructor(db: Database, clock: Clock, log: Log) {
    super(db, clock, (row) => readOrSkip(row, log));
  }

  async insert(job: Job, wakeAtMs: number | null): Promise<void> {
    await this.db
      .insertInto('jobs')
      .values({
        id: job.id,
        version: job.version,
        tenant: job.origin.tenant,
        member: job.origin.member,
        platform: job.origin.platform,
        created_at: job.createdAtMs,
        lease_owner: null,
        lease_until: null,
        ...changingColumns(job, wakeAtMs),
      })
      .execute();
  }

  async get(id: string): Promise<Job | undefined> {
    const row = await this.db
      .selectFrom('jobs')
      .select(['record', 'version'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : readJobRecord(row.record, row.version);
  }

  async save(job: Job, wakeAtMs: number | null): Promise<Job> {
    const saved: Job = { ...job, version: job.version + 1 };
    const { numUpdatedRows } = await this.db
      .updateTable('jobs')
      .set({ version: saved.version, ...changingColumns(saved, wakeAtMs) })
      .where('id', '=', job.id)
      .where('version', '=', job.version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new StaleJobError(job.id, job.version);
    return saved;
  }

  async list(query: JobQuery): Promise<readonly Job[]> {
    const jobs = this.db.selectFrom('jobs').where('tenant', '=', query.tenant).where('erased', '=', 0);
    const wanted = query.member === undefined ? jobs : jobs.where('member', '=', query.member);
    return this.#readAll(wanted.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit));
  }

  async inFlight(
    tenant: string,
    member: string,
  ): Promise<{ readonly tenant: number; readonly member: number }> {
    if (this.db.isTransaction) await this.#lockTenant(tenant);
    const { all, own } = await this.db
      .selectFrom('jobs')
      .select((eb) => [
        eb.fn.countAll<number>().as('all'),
        eb.fn.countAll<number>().filterWhere('member', '=', member).as('own'),
      ])
      .where('tenant', '=', tenant)
      // Literals, because neither database uses a partial index for a parameter.
      .where((eb) => eb('in_flight', '=', eb.lit(1)))
      .executeTakeFirstOrThrow();
    return { tenant: all, member: own };
  }

  async waiting(tenant: string, limit: number): ReturnType<JobRecords['waiting']> {
    return this.#inLine(tenant)
      .select(['id', 'member'])
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  async waitingBefore(job: Job): Promise<number> {
    const { before } = await this.#inLine(job.origin.tenant)
      .where((eb) =>
        eb.or([
          eb('created_at', '<', job.createdAtMs),
          eb.and([eb('created_at', '=', job.createdAtMs), eb('id', '<', job.id)]),
        ]),
      )
      .select((eb) => eb.fn.countAll<number>().as('before'))
      .executeTakeFirstOrThrow();
    return before;
  }

  async using(keyId: string): Promise<number> {
    const { jobs } = await this.db
      .selectFrom('jobs')
      .where('key_id', '=', keyId)
      .where('over', '=', 0)
      .select((eb) => eb.fn.countAll<number>().as('jobs'))
      .executeTakeFirstOrThrow();
    return jobs;
  }

  async countByStage(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.db
      .selectFrom('jobs')
      .select((eb) => ['stage', eb.fn.countAll<number>().as('jobs')])
      .groupBy('stage')
      .execute();
    return Object.fromEntries(rows.map((row) => [row.stage, row.jobs]));
  }

  async removeOver(beforeMs: number, limit: number): Promise<readonly string[]> {
    const rows = await this.db
      .deleteFrom('jobs')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('jobs')
          .select('id')
          .where('over', '=', eb.lit(1))
          .where('updated_at', '<', beforeMs)
          .orderBy('updated_at')
          .limit(limit),
      )
      .returning('id')
      .execute();
    return rows.map((row) => row.id);
  }

  #inLine(tenant: string) {
    return this.db
      .selectFrom('jobs')
      .where('tenant', '=', tenant)
      .where((eb) => eb('stage', '=', sql.lit('received')));
  }

  async #readAll(query: SelectQueryBuilder<Tables, 'jobs', object>): Promise<readonly Job[]> {
    const rows = await query.select(['id', 'record', 'version']).execute();
    return rows.flatMap((row) => this.read(row));
  }

  /** Until the transaction ends, nobody else gets past this line for the same tenant. */
  async #lockTenant(id: string): Promise<void> {
    await this.db
      .insertInto('tenants')
      .values({ id })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ id }))
      .execute();
  }
}

function changingColumns(job: Job, wakeAtMs: number | null) {
  return {
    stage: job.work.stage,
    in_flight: isInFlight(job.work) ? 1 : 0,
    over: isJobOver(job) ? 1 : 0,
    erased: job.erased ? 1 : 0,
    key_id: job.keyId ?? null,
    updated_at: job.updatedAtMs,
    wake_at: wakeAtMs,
    record: writeJobRecord(job),
  };
}

/** One record that cannot be read must not keep the others from being worked on: it is reported and left out. */
function readOrSkip(row: Pick<Selectable<JobsTable>, 'id' | 'record' | 'version'>, log: Log): Job[] {
  try {
    return [readJobRecord(row.record, row.version)];
  } catch (error) {
    log.error({ job: row.id, error }, 'job-unreadable');
    return [];
  }
}
