import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Dialect, Kysely } from 'kysely';
import { isJobOver, type Job } from '../../../../src/core/model/job/job.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Tables } from '../../../../src/core/store/database/schema.ts';
import { writeJobRecord } from '../../../../src/core/store/jobs/job-record.ts';
import { migratorOf } from '../../../../src/core/store/migrations/migrate.ts';
import { MIGRATIONS } from '../../../../src/core/store/migrations/migrations.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { postgresDialect } from '../../../../src/core/store/postgres/dialect.ts';
import { NodeSqliteDialect } from '../../../../src/core/store/sqlite/dialect.ts';
import { handClock, postgresHarness, type StoreHarness, sqliteHarness } from '../harness.ts';
import { jobOf, overJob } from '../sample-job.ts';

/** More than are filled at once. */
const JOBS = 1_200;

for (const open of [sqliteHarness, postgresHarness]) {
  describe(`jobs of the release before the overview, on ${open === sqliteHarness ? 'SQLite' : 'PostgreSQL'}`, () => {
    let harness: StoreHarness;
    before(async () => {
      harness = await open();
    });
    after(() => harness?.stop());

    it('are found by service, error code and trouble, and those that can’t be read stay as they are', async () => {
      const url = await harness.freshUrl();
      const failed: Job = {
        ...overJob('web:t', 1),
        work: { stage: 'failed', failure: { code: 'disk-full', facts: {} } },
      };
      const late = jobOf('web:t', { createdAtMs: 2_000, work: { stage: 'watching', lateSinceMs: 5 } });
      const many = Array.from({ length: JOBS }, (_, at) => overJob('web:t', at));
      await insertBefore(url, [failed, late, ...many]);

      const store = await openStore({ url, clock: handClock() });
      try {
        const { overview } = store;
        const found = await overview.list({ by: { fact: 'failure', value: 'disk-full' }, limit: 9 });
        assert.deepEqual(
          found.map(({ id }) => id),
          [failed.id],
        );
        assert.deepEqual(
          (await overview.list({ state: 'late', limit: 9 })).map(({ id }) => id),
          [late.id],
        );
        const speech = await overview.list({ by: { fact: 'service', value: 'speech' }, limit: JOBS * 2 });
        assert.equal(speech.length, JOBS + 2);
        assert.equal((await overview.find('unreadable'))?.service, undefined);
        assert.equal((await store.jobs.countByStage())['watching'], 1);
      } finally {
        await store.close();
      }
    });
  });
}

/** Stores jobs as the release before did, and one whose record is broken. */
async function insertBefore(url: string, jobs: readonly Job[]): Promise<void> {
  await using db = new Kysely<Pick<Tables, 'jobs'>>({ dialect: await dialectOf(url) });
  const before = Object.entries(MIGRATIONS).filter(([name]) => name < '0016');
  const { error } = await migratorOf(db, Object.fromEntries(before)).migrateToLatest();
  assert.equal(error, undefined);
  const rows = jobs.map((job) => ({
    id: job.id,
    version: 1,
    tenant: job.origin.tenant,
    member: job.origin.member,
    platform: job.origin.platform,
    stage: job.work.stage,
    in_flight: 0,
    over: isJobOver(job) ? 1 : 0,
    erased: 0,
    created_at: job.createdAtMs,
    updated_at: job.updatedAtMs,
    record: writeJobRecord(job),
  }));
  const [first] = rows;
  assert.ok(first);
  const broken = { ...first, id: 'unreadable', record: '{"format":' };
  for (let from = 0; from < rows.length; from += 500) {
    await db
      .insertInto('jobs')
      // The columns that the migration adds don't exist yet.
      .values(rows.slice(from, from + 500) as never)
      .execute();
  }
  await db
    .insertInto('jobs')
    .values(broken as never)
    .execute();
}

async function dialectOf(url: string): Promise<Dialect> {
  if (!url.startsWith('sqlite://')) return postgresDialect(url, silentLog);
  const path = url.slice('sqlite://'.length);
  await mkdir(dirname(path), { recursive: true });
  return new NodeSqliteDialect(path);
}
