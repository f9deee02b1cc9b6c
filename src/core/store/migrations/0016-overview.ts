import { type Kysely, sql } from 'kysely';
import { z } from 'zod';

interface Jobs {
  jobs: { id: string; over: number; record: string };
}

const BATCH = 500;

/** What is read of a record of any format. Anything else it may be is left out. */
const recordSchema = z.object({
  request: z.object({ service: z.string() }),
  work: z.object({
    stage: z.string(),
    failure: z.object({ code: z.string() }).optional(),
    isKeyRefused: z.boolean().optional(),
    isProviderDown: z.boolean().optional(),
    lateSinceMs: z.number().optional(),
  }),
  money: z.object({ state: z.string() }),
  delivery: z.object({ state: z.string(), failure: z.object({ code: z.string() }).optional() }),
});

/**
 * Adds what bot owners list jobs by: columns beside the record, filled from it, and an index for each search, newest
 * first. Also indexes for counting by stage without reading the jobs, and for the money of one job.
 */
export async function indexForOverview(db: Kysely<Jobs>): Promise<void> {
  for (const column of ['service', 'failure', 'trouble']) {
    await db.schema.alterTable('jobs').addColumn(column, 'text').execute();
  }
  await fill(db);
  const index = (name: string) => db.schema.createIndex(name).on('jobs');
  await index('jobs_newest').columns(['created_at', 'id']).execute();
  await index('jobs_of_stage').columns(['stage', 'created_at', 'id']).execute();
  await index('jobs_of_one').columns(['member', 'created_at', 'id']).execute();
  await index('jobs_of_platform').columns(['platform', 'created_at', 'id']).execute();
  await index('jobs_of_service').columns(['service', 'created_at', 'id']).execute();
  await index('jobs_failed_with')
    .columns(['failure', 'created_at', 'id'])
    .where(sql.ref('failure'), 'is not', null)
    .execute();
  const trouble = sql`(case when dead_at is not null then 'parked' when over = 0 then trouble end)`;
  await sql`create index jobs_in_trouble on jobs ((${trouble}), created_at, id) where ${trouble} is not null`.execute(
    db,
  );
  await index('jobs_open_by_stage').column('stage').where(sql`over`, '=', sql`0`).execute();
  await index('jobs_over_by_stage').column('stage').where(sql`over`, '=', sql`1`).execute();
  await db.schema.dropIndex('jobs_by_stage').execute();
  await db.schema.createIndex('reservations_of_job').on('reservations').column('job_id').execute();
}

/** Fills the columns batch by batch. A record that can't be read keeps them empty. */
async function fill(db: Kysely<Jobs>): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('jobs')
      .select(['id', 'over', 'record'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const found = rows.flatMap((row) => columnsOf(row) ?? []);
    if (found.length === 0) continue;
    const values = sql.join(
      found.map(
        ({ id, service, failure, trouble }) =>
          sql`(cast(${id} as text), cast(${service} as text), cast(${failure} as text), cast(${trouble} as text))`,
      ),
    );
    await sql`
      with found(id, service, failure, trouble) as (values ${values})
      update jobs set service = found.service, failure = found.failure, trouble = found.trouble
      from found where jobs.id = found.id`.execute(db);
  }
}

function columnsOf({ id, over, record }: Jobs['jobs']) {
  const parsed = recordSchema.safeParse(jsonOf(record));
  if (!parsed.success) return undefined;
  const { request, work, money, delivery } = parsed.data;
  const failure =
    work.stage === 'failed'
      ? work.failure?.code
      : delivery.state === 'undeliverable'
        ? delivery.failure?.code
        : undefined;
  const trouble = over === 1 ? undefined : troubleOf(work, money.state);
  return { id, service: request.service, failure: failure ?? null, trouble: trouble ?? null };
}

function troubleOf(work: z.output<typeof recordSchema>['work'], money: string): string | undefined {
  if (money === 'in-doubt') return 'unconfirmed';
  if (work.isKeyRefused === true) return 'key-rejected';
  if (work.isProviderDown === true) return 'provider-down';
  if (work.lateSinceMs !== undefined) return 'late';
  return ['encoded', 'failed', 'cancelled'].includes(work.stage) ? 'undelivered' : undefined;
}

function jsonOf(record: string): unknown {
  try {
    return JSON.parse(record);
  } catch {
    return undefined;
  }
}
