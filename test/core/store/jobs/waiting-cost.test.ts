import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery, type RootOperationNode, sql } from 'kysely';
import { z } from 'zod';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { NO_SEALING } from '../../../../src/core/seal/sealing.ts';
import type { Database } from '../../../../src/core/store/database/schema.ts';
import { processTime } from '../../../../src/core/store/database/store-time.ts';
import { nextDueInMs } from '../../../../src/core/store/holds/next-due.ts';
import { SqlProcesses } from '../../../../src/core/store/holds/processes.ts';
import { SqlJobRecords } from '../../../../src/core/store/jobs/jobs.ts';
import { openDatabase } from '../../../../src/core/store/open-database.ts';
import { copiesOf } from '../copies-of.ts';
import { handClock, postgresHarness, type StoreHarness, sqliteHarness } from '../harness.ts';
import { jobOf, overJob } from '../sample-job.ts';

const TENANT = 'queue';
const PROCESS = 'process';
/** Fewer than the members have jobs, so that those with a turn take up the front, and each member is looked at. */
const SLOTS = { perTenant: 20, perMember: 3 };
const MEMBERS = 5;
const [FEW, MANY] = [200, 4_000];
const HOUR_MS = 3_600_000;

const planSchema = z.tuple([
  z.object({ Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }) }),
]);

const clock = handClock();
const time = processTime(clock);
const last = jobOf(TENANT, { createdAtMs: clock.nowMs }, 'copied-0');

/** What is asked again and again, however many jobs wait. */
const ASKED: Readonly<Record<string, (db: Database, jobs: SqlJobRecords) => Promise<unknown>>> = {
  turns: (_, jobs) => jobs.turns(TENANT, SLOTS),
  takeDue: (_, jobs) => jobs.takeDue({ by: PROCESS, limit: 32 }),
  nextDueInMs: (db) => nextDueInMs(db, time, clock.nowMs),
  waitingBefore: (_, jobs) => jobs.waitingBefore(last),
  'waitingOf another': (_, jobs) => jobs.waitingOf(jobOf(TENANT, {}, 'another').origin),
};

test('on PostgreSQL as much is read of many waiting jobs as of few', async () => {
  const harness = await postgresHarness();
  try {
    for (const known of ['before', 'then'] as const) {
      const [few, many] = [
        await plansOf(harness, { waiting: FEW, known }, 'explain (analyze, buffers, format json)'),
        await plansOf(harness, { waiting: MANY, known }, 'explain (analyze, buffers, format json)'),
      ];
      for (const what of many.keys()) {
        const [little, much] = [pagesOf(few.get(what)), pagesOf(many.get(what))];
        assert.ok(much <= little * 1.5 + 5, `${what}: ${little} pages, ${much} with many, known ${known}`);
      }
    }
  } finally {
    await harness.stop();
  }
});

test('on SQLite nothing but what waits is read', async () => {
  const harness = await sqliteHarness();
  try {
    const plans = await plansOf(harness, { waiting: FEW, known: 'before' }, 'explain query plan');
    for (const [what, rows] of plans) {
      const reads = rows.map(({ detail }) => String(detail)).filter((detail) => / jobs /.test(detail));
      assert.notEqual(reads.length, 0, what);
      const own = /INDEX (jobs_(queued|queued_of_member|in_flight|free|confirming)|sqlite_autoindex_jobs_1) /;
      for (const read of reads) assert.match(read, own, what);
    }
  } finally {
    await harness.stop();
  }
});

/**
 * Returns how the database does what is asked of a store with jobs that are over, queued, paused, confirming and held.
 * What it knows of the table is from before these waited, or from then.
 */
async function plansOf(
  harness: StoreHarness,
  { waiting, known }: { readonly waiting: number; readonly known: 'before' | 'then' },
  explain: string,
): Promise<ReadonlyMap<string, readonly Record<string, unknown>[]>> {
  const { db, close } = await openDatabase(await harness.freshUrl(), silentLog);
  try {
    const jobs = recordsOn(db);
    await new SqlProcesses(db, time).enter(PROCESS, HOUR_MS);
    const store = async (job: Job, copies: number, wakeAtMs: number | null, isHeld = false) => {
      await jobs.insert(job, wakeAtMs, isHeld ? { by: PROCESS, epoch: 1 } : undefined);
      await sql.raw(copiesOf(job.id, copies, MEMBERS)).execute(db);
    };
    await store(overJob(TENANT, 1), MANY, null);
    if (known === 'before') await sql`analyze jobs`.execute(db);
    const later = clock.nowMs + HOUR_MS;
    await store(jobOf(TENANT, { createdAtMs: 1 }), waiting, null);
    await store(jobOf('other', { work: { stage: 'quoted' } }), waiting, later);
    await store(jobOf(TENANT, { work: { stage: 'confirming', sinceMs: 1 } }), waiting, later);
    await store(jobOf('other', { work: { stage: 'watching' } }), waiting, clock.nowMs - 1, true);
    if (known === 'then') await sql`analyze jobs`.execute(db);
    const plans = new Map<string, readonly Record<string, unknown>[]>();
    for (const [what, ask] of Object.entries(ASKED)) {
      const queries = await askedOf(db, (spied) => ask(spied, recordsOn(spied)));
      assert.notEqual(queries.length, 0, what);
      for (const [at, { sql: text, parameters }] of queries.entries()) {
        const explained = CompiledQuery.raw(`${explain} ${text}`, [...parameters]);
        plans.set(`${what} ${at}`, (await db.executeQuery<Record<string, unknown>>(explained)).rows);
      }
    }
    return plans;
  } finally {
    await close();
  }
}

function recordsOn(db: Database): SqlJobRecords {
  const nothing = async (): Promise<void> => {};
  const wake = { at: nothing, start: nothing, sweep: nothing, stop: nothing, close: nothing };
  return new SqlJobRecords(db, { clock, log: silentLog, time, wake, sealing: NO_SEALING });
}

/** Returns the statements that some work issues. */
async function askedOf(
  db: Database,
  work: (db: Database) => Promise<unknown>,
): Promise<readonly CompiledQuery[]> {
  const parts = new Map<object, RootOperationNode>();
  const asked: RootOperationNode[] = [];
  await work(
    db.withPlugin({
      transformQuery({ queryId, node }) {
        // Also for the parts of a statement, which have no result.
        parts.set(queryId, node);
        return node;
      },
      async transformResult({ queryId, result }) {
        asked.push(parts.get(queryId) ?? assert.fail('No such statement'));
        return result;
      },
    }),
  );
  return asked.map((node) => db.getExecutor().compileQuery(node, { queryId: '' }));
}

function pagesOf(rows: readonly Record<string, unknown>[] = []): number {
  const [explained] = planSchema.parse(rows[0]?.['QUERY PLAN']);
  return explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'];
}
