import { type SelectQueryBuilder, sql } from 'kysely';
import { isJobOver, type Job } from '../../model/job/job.ts';
import type { Origin } from '../../model/job/origin.ts';
import { isInFlight } from '../../model/job/stages.ts';
import { NotInTurnError, StaleJobError } from '../../model/save-errors.ts';
import {
  type Hold,
  HoldLostError,
  type JobQuery,
  type JobRecords,
  type QueueSlots,
  type SaveTerms,
} from '../../ports/store.ts';
import { CONFIRMING_OF, QUEUED_OF } from '../database/indexed.ts';
import type { Database, Tables } from '../database/schema.ts';
import { inTransaction } from '../database/transaction.ts';
import { LEFT_ALONE } from '../holds/older-release.ts';
import { JobHolds, readOrReport } from './job-holds.ts';
import { JOB_ROW, readJobRow, recordColumns } from './job-row.ts';
import { lockTenant, queuesAfter, type Turns, turnsOf } from './line-turns.ts';
import { queueAhead } from './queue-ahead.ts';
import { readJobs, readVersions } from './read-jobs.ts';
import { searchColumns } from './search-columns.ts';
import { StageCounts } from './stage-counts.ts';

/** Stores jobs in SQL, on the database or inside one transaction. */
export class SqlJobRecords extends JobHolds implements JobRecords {
  #stageCounts: StageCounts | undefined;

  async insert(job: Job, wakeAtMs: number | null, hold?: Hold): Promise<void> {
    await this.db
      .insertInto('jobs')
      .values({
        id: job.id,
        version: job.version,
        tenant: job.origin.tenant,
        member: job.origin.member,
        platform: job.origin.platform,
        created_at: job.createdAtMs,
        epoch: hold?.epoch ?? 0,
        held_by: hold === undefined ? null : this.#living(hold.by),
        ...LEFT_ALONE,
        ...this.#changingColumns(job, wakeAtMs),
      })
      .execute();
    if (hold === undefined) await this.hint(job.id, wakeAtMs);
  }

  async get(id: string): Promise<Job | undefined> {
    const row = await this.db.selectFrom('jobs').select(JOB_ROW).where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : readJobRow(row, this.parts.sealing);
  }

  getAll(ids: readonly string[]): Promise<ReadonlyMap<string, Job | undefined>> {
    return readJobs(this.db, ids, this.parts);
  }

  async requireVersion({ id, version }: Pick<Job, 'id' | 'version'>): Promise<void> {
    const row = await this.db.selectFrom('jobs').select('version').where('id', '=', id).executeTakeFirst();
    if (row?.version !== version) throw new StaleJobError(id, version);
  }

  async save(job: Job, wakeAtMs: number | null, terms: SaveTerms = {}): Promise<Job> {
    const { inTurn, hold } = terms;
    const saved =
      inTurn === undefined
        ? await this.#update(this.db, job, wakeAtMs, terms)
        : await this.#updateInTurn(job, wakeAtMs, terms, inTurn);
    if (saved === undefined) throw await this.#refusal(job, terms);
    if (hold === undefined) await this.hint(job.id, wakeAtMs);
    return saved;
  }

  async list(query: JobQuery): Promise<readonly Job[]> {
    const jobs = this.db.selectFrom('jobs').where('tenant', '=', query.tenant).where('erased', '=', 0);
    const own = query.member === undefined ? jobs : jobs.where('member', '=', query.member);
    const { before } = query;
    const wanted =
      before === undefined
        ? own
        : own.where((is) =>
            is.or([
              is('created_at', '<', before.createdAtMs),
              is.and([is('created_at', '=', before.createdAtMs), is('id', '<', before.id)]),
            ]),
          );
    return this.#readAll(wanted.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit));
  }

  async lockTenant(tenant: string): Promise<void> {
    // On SQLite a transaction has the whole database to itself.
    if (this.isPostgres) await lockTenant(this.db, tenant);
  }

  async turns(tenant: string, places: QueueSlots): Promise<readonly string[]> {
    const { rows } = await turnsOf(tenant, places).execute(this.db);
    return rows.map(({ id }) => id);
  }

  async queues(after: string, limit: number): Promise<readonly string[]> {
    const { rows } = await queuesAfter(after, limit).execute(this.db);
    return rows.map(({ tenant }) => tenant);
  }

  readonly waitingBefore = (job: Job) => queueAhead(this.db, job, this.parts);

  async waitingOf({ tenant, member }: Pick<Origin, 'tenant' | 'member'>): Promise<number> {
    const ofMember = (waiting: typeof QUEUED_OF) =>
      this.db
        .selectFrom('jobs')
        .where(waiting, '=', tenant)
        .where('member', '=', member)
        .select((eb) => eb.fn.countAll().as('jobs'));
    const { rows } = await sql<{ jobs: number }>`
      select (${ofMember(QUEUED_OF)}) + (${ofMember(CONFIRMING_OF)}) as jobs`.execute(this.db);
    return rows[0]?.jobs ?? 0;
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

  countByStage(): Promise<Readonly<Record<string, number>>> {
    this.#stageCounts ??= new StageCounts(this.db, this.parts.clock);
    return this.#stageCounts.read();
  }

  readonly versions = (ids: readonly string[]) => readVersions(this.db, ids);

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
  async #updateInTurn(
    job: Job,
    wakeAtMs: number | null,
    terms: SaveTerms,
    places: QueueSlots,
  ): Promise<Job | undefined> {
    const { tenant } = job.origin;
    const save = (db: Database): Promise<Job | undefined> =>
      this.#update(db, job, wakeAtMs, terms, turnsOf(tenant, places));
    if (!this.isPostgres) return save(this.db);
    // On PostgreSQL a statement sees the state from when it began, so this first waits for a transaction that
    // is taking a slot.
    return inTransaction(this.db, async (db) => {
      await lockTenant(db, tenant);
      return save(db);
    });
  }

  /**
   * Saves a job with its next version, if its stored version matches, its hold lasts, and its id is among those
   * named.
   */
  async #update(
    db: Database,
    job: Job,
    wakeAtMs: number | null,
    { hold }: SaveTerms,
    among?: Turns,
  ): Promise<Job | undefined> {
    const { isParked: _row, ...record } = job;
    const saved: Job = { ...record, version: job.version + 1 };
    const { numUpdatedRows } = await db
      .updateTable('jobs')
      .set({ version: saved.version, ...this.#changingColumns(saved, wakeAtMs) })
      .where('id', '=', job.id)
      .where('version', '=', job.version)
      .$if(hold !== undefined, (query) =>
        query.where('held_by', '=', hold?.by ?? '').where('epoch', '=', hold?.epoch ?? 0),
      )
      .$if(among !== undefined, (query) => query.where(sql<boolean>`id in (${among})`))
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 0n ? undefined : saved;
  }

  /** Returns why a job was not saved. */
  async #refusal({ id, version }: Job, { inTurn, hold }: SaveTerms): Promise<Error> {
    const row = await this.db
      .selectFrom('jobs')
      .select(['version', 'held_by', 'epoch'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined || row.version !== version) return new StaleJobError(id, version);
    const isHeld = hold === undefined || (row.held_by === hold.by && row.epoch === hold.epoch);
    return inTurn === undefined || !isHeld ? new HoldLostError(id) : new NotInTurnError(id);
  }

  /** Locks the process, so that one that declares it dead waits, and then sees the job. */
  #living(by: string) {
    return this.isPostgres
      ? sql<string | null>`(select id from processes
          where id = ${by} and alive_until > ${this.parts.time.now()} for key share)`
      : by;
  }

  #changingColumns(job: Job, wakeAtMs: number | null) {
    return {
      stage: job.work.stage,
      in_flight: isInFlight(job.work) ? 1 : 0,
      over: isJobOver(job) ? 1 : 0,
      erased: job.erased ? 1 : 0,
      key_id: job.keyId ?? null,
      ...searchColumns(job),
      updated_at: job.updatedAtMs,
      wake_at: this.moment(wakeAtMs),
      ...recordColumns(job, this.parts.sealing),
    };
  }

  async #readAll(query: SelectQueryBuilder<Tables, 'jobs', object>): Promise<readonly Job[]> {
    const rows = await query.select(JOB_ROW).execute();
    return rows.flatMap((row) => readOrReport(row, this.parts) ?? []);
  }
}
