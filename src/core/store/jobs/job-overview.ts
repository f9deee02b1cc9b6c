import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { microDollarsOf } from '../../model/money/money.ts';
import {
  type Charge,
  type ChargeEntry,
  JOB_STAGES,
  type JobDetail,
  type JobFact,
  type JobOverview,
  type JobSearch,
  type JobSummary,
  type LivingProcess,
  MOST_COUNTED,
  TROUBLES,
  type Trouble,
} from '../../ports/overview/job-overview.ts';
import { DUE_AT, TROUBLE_OF } from '../database/indexed.ts';
import type { Database, JobsTable, Tables } from '../database/schema.ts';
import type { StoreTime } from '../database/store-time.ts';
import { type JobRecordParts, readOrReport } from './job-holds.ts';

const SUMMARY = [
  'id',
  'tenant',
  'member',
  'platform',
  'service',
  'stage',
  'failure',
  'created_at',
  'updated_at',
  'wake_at',
  'held_by',
] as const;

const COLUMN_OF = {
  job: 'id',
  member: 'member',
  tenant: 'tenant',
  platform: 'platform',
  service: 'service',
  failure: 'failure',
} as const satisfies Readonly<Record<JobFact, keyof JobsTable>>;

type OverviewParts = Pick<JobRecordParts, 'log' | 'time' | 'sealing'>;

/** Posting takes a moment, so only an outcome that isn't posted after this time is listed. */
const POSTED_WITHIN_MS = 60_000;

type SummaryRow = Pick<Selectable<JobsTable>, (typeof SUMMARY)[number]> & {
  readonly trouble_of: string | null;
};

/** Reads what bot owners see of all jobs. */
export class SqlJobOverview implements JobOverview {
  readonly #db: Database;
  readonly #parts: OverviewParts;
  readonly #time: StoreTime;

  constructor(db: Database, parts: OverviewParts) {
    this.#db = db;
    this.#parts = parts;
    this.#time = parts.time;
  }

  async list({ state, by, after, limit }: JobSearch): Promise<readonly JobSummary[]> {
    const rows = await this.#withState(this.#db.selectFrom('jobs'), state)
      .$if(by !== undefined, (query) => query.where(COLUMN_OF[by?.fact ?? 'job'], '=', by?.value ?? ''))
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(created_at, id) < (${after?.createdAtMs}, ${after?.id})`),
      )
      .select([...SUMMARY, TROUBLE_OF.as('trouble_of')])
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    const charges = await this.#charges(rows.map(({ id }) => id));
    return rows.map((row) => summaryOf(row, charges.get(row.id)));
  }

  async find(id: string): Promise<JobDetail | undefined> {
    const row = await this.#db
      .selectFrom('jobs')
      .select([
        ...SUMMARY,
        TROUBLE_OF.as('trouble_of'),
        'record',
        'version',
        'dead_at',
        'dead_reason',
        'attempts_failed',
      ])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const job = readOrReport(row, this.#parts);
    return {
      ...summaryOf(row, (await this.#charges([id])).get(id)),
      ...(job && { job }),
      failedRuns: row.attempts_failed,
      ...(row.dead_at !== null && { parkedAtMs: row.dead_at, reason: row.dead_reason ?? '' }),
      entries: await this.#entries(id),
    };
  }

  async troubles(): Promise<Readonly<Record<Trouble, number>>> {
    const counts = await Promise.all(
      TROUBLES.map((trouble) =>
        this.#count(this.#withState(this.#db.selectFrom('jobs'), trouble).orderBy('created_at', 'desc')),
      ),
    );
    const jobs = (trouble: Trouble) => counts[TROUBLES.indexOf(trouble)] ?? 0;
    return {
      parked: jobs('parked'),
      unconfirmed: jobs('unconfirmed'),
      'key-rejected': jobs('key-rejected'),
      'provider-down': jobs('provider-down'),
      late: jobs('late'),
      undelivered: jobs('undelivered'),
    };
  }

  due(): Promise<number> {
    const due = this.#db.selectFrom('jobs').where(DUE_AT, '<=', this.#time.now());
    return this.#count(due.orderBy(DUE_AT));
  }

  async processes(): Promise<readonly LivingProcess[]> {
    const rows = await this.#db
      .selectFrom('processes')
      .where('alive_until', '>=', this.#time.now())
      .select((eb) => [
        'id',
        'started_at',
        'alive_until',
        eb
          .selectFrom('jobs')
          .whereRef('jobs.held_by', '=', 'processes.id')
          .select((jobs) => jobs.fn.countAll<number>().as('jobs'))
          .as('jobs'),
      ])
      .orderBy('started_at')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      startedAtMs: row.started_at,
      aliveUntilMs: row.alive_until,
      jobs: row.jobs ?? 0,
    }));
  }

  async tenants(after: string, limit: number): Promise<readonly string[]> {
    const { rows } = await sql<{ subject: string }>`
      select subject from rules where subject <> 'operator' and subject > ${after}
      union
      select subject from scope_counters where scope = 'tenant-month' and subject > ${after}
      order by subject limit ${limit}`.execute(this.#db);
    return rows.map(({ subject }) => subject);
  }

  #withState(
    query: SelectQueryBuilder<Tables, 'jobs', object>,
    state: JobSearch['state'],
  ): SelectQueryBuilder<Tables, 'jobs', object> {
    if (state === undefined) return query;
    if (JOB_STAGES.some((stage) => stage === state)) return query.where('stage', '=', state);
    const troubled = query.where(TROUBLE_OF, '=', state);
    return state === 'undelivered' ? troubled.where(this.#isOverdue()) : troubled;
  }

  #isOverdue() {
    return sql<boolean>`updated_at < ${this.#time.now()} - ${sql.lit(POSTED_WITHIN_MS)}`;
  }

  /** Counts up to one more than `MOST_COUNTED`. The order and the limit make both databases read the index. */
  async #count(jobs: SelectQueryBuilder<Tables, 'jobs', object>): Promise<number> {
    const { counted } = await this.#db
      .selectFrom(
        jobs
          .select('id')
          .limit(MOST_COUNTED + 1)
          .as('some'),
      )
      .select((eb) => eb.fn.countAll<number>().as('counted'))
      .executeTakeFirstOrThrow();
    return counted;
  }

  async #charges(jobIds: readonly string[]): Promise<ReadonlyMap<string, readonly Charge[]>> {
    if (jobIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('reservations')
      .where('job_id', 'in', jobIds)
      .select(['job_id', 'amount', 'state', 'spent'])
      .orderBy('created_at')
      .execute();
    const byJob = Map.groupBy(rows, (row) => row.job_id);
    return new Map(
      [...byJob].map(([id, ofJob]) => [
        id,
        ofJob.map(({ amount, state, spent }) => ({
          amount: microDollarsOf(amount),
          state,
          ...(spent !== null && { spent: microDollarsOf(spent) }),
        })),
      ]),
    );
  }

  async #entries(jobId: string): Promise<readonly ChargeEntry[]> {
    const rows = await this.#db
      .selectFrom('reservations')
      .innerJoin('ledger_entries', 'ledger_entries.reservation_id', 'reservations.id')
      .where('reservations.job_id', '=', jobId)
      .select(['kind', 'ledger_entries.amount', 'basis', 'at'])
      .orderBy('at')
      .execute();
    return rows.map(({ kind, amount, basis, at }) => ({
      kind,
      amount: microDollarsOf(amount),
      ...(basis !== null && { basis }),
      atMs: at,
    }));
  }
}

function summaryOf(row: SummaryRow, charges: readonly Charge[] = []): JobSummary {
  const trouble = TROUBLES.find((one) => one === row.trouble_of);
  return {
    id: row.id,
    tenant: row.tenant,
    member: row.member,
    platform: row.platform,
    ...(row.service !== null && { service: row.service }),
    stage: row.stage,
    ...(trouble && { trouble }),
    ...(row.failure !== null && { failure: row.failure }),
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
    ...(row.wake_at !== null && { dueAtMs: row.wake_at }),
    ...(row.held_by !== null && { heldBy: row.held_by }),
    charges,
  };
}
