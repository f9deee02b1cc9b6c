import { type RawBuilder, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Clock } from '../../async/clock.ts';
import { isInFlight } from '../../model/job/in-flight.ts';
import { isJobOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import type { Log } from '../../ports/log.ts';
import {
  type JobLease,
  type JobQuery,
  type JobRecords,
  NotInTurnError,
  type QueueSlots,
  StaleJobError,
} from '../../ports/store.ts';
import type { Database, JobsTable, Tables } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { JobLeases } from './job-leases.ts';
import { readJobRecord, writeJobRecord } from './job-record.ts';
import { turnsOf } from './line-turns.ts';

/** Stores jobs in SQL, on the database or inside one transaction. */
export class SqlJobRecords extends JobLeases implements JobRecords {
  constructor(db: Database, clock: Clock, log: Log) {
    super(db, clock, (row) => readOrSkip(row, log));
  }

  async insert(job: Job, wakeAtMs: number | null, lease?: JobLease): Promise<void> {
    await this.db
      .insertInto('jobs')
      .values({
        id: job.id,
        version: job.version,
        tenant: job.origin.tenant,
        member: job.origin.member,
        platform: job.origin.platform,
        created_at: job.createdAtMs,
        lease_owner: lease?.owner ?? null,
        lease_until: lease?.untilMs ?? null,
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

  async requireVersion({ id, version }: Pick<Job, 'id' | 'version'>): Promise<void> {
    const row = await this.db.selectFrom('jobs').select('version').where('id', '=', id).executeTakeFirst();
    if (row?.version !== version) throw new StaleJobError(id, version);
  }

  async save(job: Job, wakeAtMs: number | null, inTurn?: QueueSlots): Promise<Job> {
    if (inTurn !== undefined) return this.#saveInTurn(job, wakeAtMs, inTurn);
    const saved = await update(this.db, job, wakeAtMs);
    if (saved === undefined) throw new StaleJobError(job.id, job.version);
    return saved;
  }

  async list(query: JobQuery): Promise<readonly Job[]> {
    const jobs = this.db.selectFrom('jobs').where('tenant', '=', query.tenant).where('erased', '=', 0);
    const wanted = query.member === undefined ? jobs : jobs.where('member', '=', query.member);
    return this.#readAll(wanted.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit));
  }

  async lockTenant(tenant: string): Promise<void> {
    // On SQLite a transaction has the whole database to itself.
    if (this.isPostgres) await lock(this.db, tenant);
  }

  async turns(tenant: string, places: QueueSlots): Promise<readonly string[]> {
    const { rows } = await turnsOf(tenant, places).execute(this.db);
    return rows.map(({ id }) => id);
  }

  async waitingBefore(job: Job): Promise<number> {
    const { before } = await this.db
      .selectFrom('jobs')
      .where('tenant', '=', job.origin.tenant)
      // A literal, because neither database uses a partial index for a parameter.
      .where((eb) => eb('stage', '=', sql.lit('received')))
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

  async waitingOf({ tenant, member }: Pick<Origin, 'tenant' | 'member'>): Promise<number> {
    const { jobs } = await this.db
      .selectFrom('jobs')
      .where('tenant', '=', tenant)
      .where('member', '=', member)
      .where('stage', 'in', ['received', 'confirming'])
      .select((eb) => eb.fn.countAll<number>().as('jobs'))
      .executeTakeFirstOrThrow();
    return jobs;
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

  /** Saves a queued job if it is its turn, which is decided by the statement that takes the slot. */
  async #saveInTurn(job: Job, wakeAtMs: number | null, places: QueueSlots): Promise<Job> {
    const { tenant } = job.origin;
    const save = (db: Database) => update(db, job, wakeAtMs, turnsOf(tenant, places));
    // On PostgreSQL a statement sees the state from when it began, so this first waits for a transaction that
    // is taking a slot.
    const saved = this.isPostgres
      ? await inTransaction(this.db, async (db) => {
          await lock(db, tenant);
          return save(db);
        })
      : await save(this.db);
    if (saved !== undefined) return saved;
    const row = await this.db
      .selectFrom('jobs')
      .select('version')
      .where('id', '=', job.id)
      .executeTakeFirst();
    throw row?.version === job.version ? new NotInTurnError(job.id) : new StaleJobError(job.id, job.version);
  }

  async #readAll(query: SelectQueryBuilder<Tables, 'jobs', object>): Promise<readonly Job[]> {
    const rows = await query.select(['id', 'record', 'version']).execute();
    return rows.flatMap((row) => this.read(row));
  }
}

async function lock(db: Database, tenant: string): Promise<void> {
  await db
    .insertInto('tenants')
    .values({ id: tenant })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: tenant }))
    .execute();
}

/** Saves a job with its next version, if its stored version matches and its id is among those named. */
async function update(
  db: Database,
  job: Job,
  wakeAtMs: number | null,
  among?: RawBuilder<{ id: string }>,
): Promise<Job | undefined> {
  const saved: Job = { ...job, version: job.version + 1 };
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ version: saved.version, ...changingColumns(saved, wakeAtMs) })
    .where('id', '=', job.id)
    .where('version', '=', job.version)
    .$if(among !== undefined, (query) => query.where(sql<boolean>`id in (${among})`))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 0n ? undefined : saved;
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

/** Reports and leaves out a record that cannot be read, so that it does not block the others. */
function readOrSkip(row: Pick<Selectable<JobsTable>, 'id' | 'record' | 'version'>, log: Log): Job[] {
  try {
    return [readJobRecord(row.record, row.version)];
  } catch (error) {
    log.error({ job: row.id, error }, 'job-unreadable');
    return [];
  }
}
