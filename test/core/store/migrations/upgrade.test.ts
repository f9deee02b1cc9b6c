import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Tables } from '../../../../src/core/store/database/schema.ts';
import { writeJobRecord } from '../../../../src/core/store/jobs/job-record.ts';
import { migratorOf } from '../../../../src/core/store/migrations/migrate.ts';
import { MIGRATIONS } from '../../../../src/core/store/migrations/migrations.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { NodeSqliteDialect } from '../../../../src/core/store/sqlite/dialect.ts';
import { handClock } from '../harness.ts';
import { overJob } from '../sample-job.ts';

test('a database of the first release is brought up to date, and its jobs are still there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  const path = join(folder, 'bot.sqlite');
  const job = overJob('web:tenant', 1_000);
  try {
    const db = new Kysely<{ jobs: Omit<Tables['jobs'], 'erased'> }>({ dialect: new NodeSqliteDialect(path) });
    const first = MIGRATIONS['0001-first-tables'];
    assert.ok(first !== undefined);
    const migrator = migratorOf(db, { '0001-first-tables': first });
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

test('money of the release before limits could be set is still accounted for, and by whom it was spent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
  const path = join(folder, 'bot.sqlite');
  const scopes = ['operator-month', 'tenant-month', 'member-day'] as const;
  const subjects = {
    'operator-month': 'operator',
    'tenant-month': 'web:a b',
    'member-day': 'web:a b web:ada',
  };
  const periods = { 'operator-month': '2026-11', 'tenant-month': '2026-11', 'member-day': '2026-11-23' };
  try {
    const db = new Kysely<OldLedger>({ dialect: new NodeSqliteDialect(path) });
    const before = Object.entries(MIGRATIONS).filter(([name]) => name < '0004');
    const migrator = migratorOf(db, Object.fromEntries(before));
    assert.equal((await migrator.migrateToLatest()).error, undefined);
    const times = { created_at: 1, updated_at: 2 };
    await db
      .insertInto('reservations')
      .values([
        { id: 'spent', job_id: 'job 1', amount: 60, state: 'settled', spent: 90, ...times },
        { id: 'held', job_id: 'job 2', amount: 30, state: 'held', spent: null, ...times },
      ])
      .execute();
    for (const scope of scopes) {
      const key = { scope, subject: subjects[scope], period: periods[scope] };
      await db
        .insertInto('scope_counters')
        .values({ ...key, held: 30, spent: 90 })
        .execute();
      await db
        .insertInto('reservation_scopes')
        .values([
          { reservation_id: 'spent', ...key },
          { reservation_id: 'held', ...key },
        ])
        .execute();
    }
    await db.destroy();

    const store = await openStore({ url: `sqlite://${path}`, clock: handClock() });
    const limit = microDollarsOf(130);
    const limits = scopes.map((scope) => ({
      scope,
      subject: subjects[scope],
      period: periods[scope],
      limit,
      resetsAtMs: 0,
      zone: 'UTC',
      raisedBy: 'owner' as const,
    }));
    for (const { held, spent, overshoot, debt } of await store.ledger.totals(limits)) {
      assert.deepEqual({ held, spent, overshoot, debt }, { held: 30, spent: 90, overshoot: 0, debt: 0 });
    }
    const spending = { tenant: 'web:a b', member: 'web:ada', service: 'speech' } as const;
    const order = { id: 'new', jobId: 'job 3', for: spending, scopes: limits, nowMs: 3 };
    await assert.rejects(store.ledger.reserve({ ...order, amount: microDollarsOf(11) }), {
      code: 'limit-reached',
    });
    assert.equal(await store.ledger.reserve({ ...order, amount: microDollarsOf(10) }), 10);
    await store.ledger.settle('held', microDollarsOf(25), 'credits', 4);
    await store.close();

    const after = new Kysely<Tables>({ dialect: new NodeSqliteDialect(path) });
    const payers = await after
      .selectFrom('reservations')
      .select(['id', 'tenant', 'member', 'service', 'key_id'])
      .orderBy('id')
      .execute();
    await after.destroy();
    const payer = { tenant: 'web:a b', member: 'web:ada', key_id: null };
    assert.deepEqual(payers, [
      { id: 'held', ...payer, service: '' },
      { id: 'new', ...payer, service: 'speech' },
      { id: 'spent', ...payer, service: '' },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** The tables of the ledger as they were. */
interface OldLedger {
  reservations: Omit<Tables['reservations'], 'tenant' | 'member' | 'service' | 'key_id'>;
  scope_counters: Omit<Tables['scope_counters'], 'overshoot' | 'debt' | 'capped_at'>;
  reservation_scopes: Tables['reservation_scopes'];
}
