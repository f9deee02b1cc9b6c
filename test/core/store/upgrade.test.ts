import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { writeJobRecord } from '../../../src/core/store/job-record.ts';
import { MIGRATIONS } from '../../../src/core/store/migrations.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import type { Tables } from '../../../src/core/store/schema.ts';
import { NodeSqliteDialect } from '../../../src/core/store/sqlite-dialect.ts';
import { handClock } from './harness.ts';
import { overJob } from './sample-job.ts';

test('a database of the first release is brought up to date, and its jobs are still there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  const path = join(folder, 'bot.sqlite');
  const job = overJob('web:tenant', 1_000);
  try {
    const db = new Kysely<{ jobs: Omit<Tables['jobs'], 'erased'> }>({ dialect: new NodeSqliteDialect(path) });
    const first = MIGRATIONS['0001-first-tables'];
    assert.ok(first !== undefined);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ '0001-first-tables': first }) },
      migrationTableName: 'audiopod_bot_migrations',
      migrationLockTableName: 'audiopod_bot_migrations_lock',
    });
    assert.equal((await migrator.migrateToLatest()).error, undefined);
    await db
      .insertInto('jobs')
      .values({
        id: job.id,
        version: job.version,
        tenant: job.origin.tenant,
        member: job.origin.member,
        platform: job.origin.platform,
        stage: job.work.stage,
        in_flight: 0,
        over: 1,
        created_at: job.createdAtMs,
        updated_at: job.updatedAtMs,
        wake_at: null,
        lease_owner: null,
        lease_until: null,
        record: writeJobRecord(job),
      })
      .execute();
    await db.destroy();

    const store = await openStore({ url: `sqlite://${path}`, clock: handClock() });
    assert.deepEqual(await store.jobs.list({ tenant: job.origin.tenant, limit: 10 }), [job]);
    assert.deepEqual(await store.clones.ofTenant(job.origin.tenant), []);
    await store.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
