import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Database, Tables } from '../../../../src/core/store/database/schema.ts';
import { postgresTime } from '../../../../src/core/store/database/store-time.ts';
import { inTransaction } from '../../../../src/core/store/database/transaction.ts';
import { TranslatingDialect } from '../../../../src/core/store/database/translating-dialect.ts';
import { migrate } from '../../../../src/core/store/migrations/migrate.ts';
import { postgresDialect } from '../../../../src/core/store/postgres/dialect.ts';
import { createNotifications } from '../../../../src/core/store/postgres/notifications.ts';
import { NEAR_MS } from '../../../../src/core/store/wake/boss-queue.ts';
import { openBossWakes } from '../../../../src/core/store/wake/boss-wakes.ts';
import type { WakeQueue } from '../../../../src/core/store/wake/wake-queue.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';
import { until } from '../../../fakes/until.ts';

/** One process: its connections, its queue, and what it heard. */
interface Listening extends AsyncDisposable {
  readonly db: Database;
  readonly wakes: WakeQueue;
  readonly heard: string[];
  /** How many more jobs it takes. */
  room: number;
  start(): Promise<void>;
}

function connect(url: string): Database {
  return new Kysely<Tables>({ dialect: new TranslatingDialect(postgresDialect(url, silentLog)) });
}

async function freshUrl(): Promise<string> {
  const url = await (await sharedPostgres()).createDatabase();
  await using db = connect(url);
  await migrate(db);
  return url;
}

async function open(url: string, id: string = randomUUID()): Promise<Listening> {
  const db = connect(url);
  const time = postgresTime(systemClock);
  const parts = { url, clock: systemClock, log: silentLog };
  const notifications = createNotifications(parts);
  const wakes = await openBossWakes({ ...parts, db, time, notifications });
  const heard: string[] = [];
  const process: Listening = {
    db,
    wakes,
    heard,
    room: 100,
    async start() {
      await wakes.start({
        id: () => id,
        room: () => process.room,
        due: async (jobId = 'any') => {
          heard.push(jobId);
        },
      });
    },
    async [Symbol.asyncDispose]() {
      await wakes.close();
      await notifications.close();
      await db.destroy();
    },
  };
  return process;
}

/** Stores a job that is due in a while; nobody is told of it. */
async function storeJob(db: Database, id: string, inMs: number, heldBy: string | null = null): Promise<void> {
  const nowMs = Date.now();
  await db
    .insertInto('jobs')
    .values({
      id,
      version: 1,
      tenant: 't',
      member: 'm',
      platform: 'web',
      stage: 'received',
      in_flight: 0,
      over: 0,
      erased: 0,
      key_id: null,
      created_at: nowMs,
      updated_at: nowMs,
      wake_at: nowMs + inMs,
      held_by: heldBy,
      lease_owner: null,
      lease_until: null,
      record: '{}',
    })
    .execute();
}

async function entriesOf(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ job: string }>`
    select data ->> 'job' as job from audiopod_bot_wake.job order by 1`.execute(db);
  return rows.map(({ job }) => job);
}

/** Resolves once everything entered so far was heard: an entry that follows it was. */
async function settled({ db, wakes }: Listening, among: readonly Listening[]): Promise<void> {
  await wakes.at(db, 'last', 0);
  await until('the last is heard', () => among.some(({ heard }) => heard.includes('last')));
  await until('nothing is left', async () => (await entriesOf(db)).length === 0);
}

test('a job is heard of when its transaction commits, and never when it does not', async () => {
  await using one = await open(await freshUrl());
  await one.start();
  await inTransaction(one.db, async (within) => {
    await one.wakes.at(within, 'undone', 0);
    throw new Error('undone');
  }).catch(() => undefined);
  await inTransaction(one.db, async (within) => {
    await one.wakes.at(within, 'done', 0);
    assert.deepEqual(one.heard, []);
  });
  await until('it is heard', () => one.heard.includes('done'));
  await settled(one, [one]);
  assert.deepEqual(one.heard, ['done', 'last']);
});

test('a later moment is kept by the database, and a newer one replaces it', async () => {
  await using one = await open(await freshUrl());
  await one.start();
  await one.wakes.at(one.db, 'later', 30_000);
  await one.wakes.at(one.db, 'soon', 30_000);
  await one.wakes.at(one.db, 'soon', 200);
  assert.deepEqual(await entriesOf(one.db), ['later', 'soon']);
  assert.deepEqual(one.heard, []);
  await until('its moment comes', () => one.heard.includes('soon'));
  assert.deepEqual(await entriesOf(one.db), ['later']);
});

test('a moment far off makes no entry, because the job table has it', async () => {
  await using one = await open(await freshUrl());
  await one.wakes.at(one.db, 'tomorrow', NEAR_MS + 1);
  assert.deepEqual(await entriesOf(one.db), []);
});

test('what a process entered before it is gone is heard by the others, each job by one of them', async () => {
  const url = await freshUrl();
  await using one = await open(url);
  await using other = await open(url);
  const jobs = Array.from({ length: 40 }, (_, index) => `job-${index}`);
  {
    await using gateway = await open(url);
    for (const job of jobs) await gateway.wakes.at(gateway.db, job, 0);
  }
  await Promise.all([one.start(), other.start()]);
  await until('all are heard', () => one.heard.length + other.heard.length === jobs.length);
  assert.deepEqual([...one.heard, ...other.heard].toSorted(), jobs.toSorted());
  await settled(one, [one, other]);
});

test('a full process leaves jobs to the others, and looks again once it has room', async () => {
  const url = await freshUrl();
  await using full = await open(url);
  await using other = await open(url);
  full.room = 0;
  await Promise.all([full.start(), other.start()]);
  await settled(other, [full, other]);
  assert.deepEqual(full.heard, []);
  other.room = 0;
  await other.wakes.at(other.db, 'waits', 0);
  full.room = 1;
  await until('it is heard', () => full.heard.includes('waits'));
});

test('a sweep finds the jobs that nobody was told of, and leaves those that are held or have an entry', async () => {
  await using one = await open(await freshUrl());
  await storeJob(one.db, 'lost', -5_000);
  await storeJob(one.db, 'soon', 300);
  await storeJob(one.db, 'there', 0);
  await storeJob(one.db, 'tomorrow', 86_400_000);
  await storeJob(one.db, 'held', 0, 'another');
  await one.wakes.at(one.db, 'there', 20_000);
  await one.wakes.sweep();
  assert.deepEqual(await entriesOf(one.db), ['lost', 'soon', 'there']);
  await one.start();
  await until('they are heard', () => one.heard.length === 2);
  assert.deepEqual(one.heard.toSorted(), ['lost', 'soon']);
  assert.deepEqual(await entriesOf(one.db), ['there']);
});

test('after it was stopped it can be started again, and jobs are entered meanwhile', async () => {
  await using one = await open(await freshUrl());
  await one.start();
  await settled(one, [one]);
  await one.wakes.stop();
  await one.wakes.at(one.db, 'meanwhile', 0);
  await one.start();
  await until('it is heard', () => one.heard.includes('meanwhile'));
});

test('a job that is handed over is heard by that process alone', async () => {
  const url = await freshUrl();
  await using one = await open(url, 'one');
  await using other = await open(url, 'other');
  await Promise.all([one.start(), other.start()]);
  // The connection for notifications is ready once something was heard.
  await until('it is heard', async () => {
    await one.wakes.at(one.db, 'handed', 0, 'other');
    return other.heard.includes('handed');
  });
  assert.deepEqual(one.heard, []);
});

test('when all connections are cut it listens again, and what came meanwhile is heard', async () => {
  const url = await freshUrl();
  await using one = await open(url);
  await using other = await open(url);
  await one.start();
  await settled(other, [one]);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
    .execute(other.db)
    .catch(() => undefined);
  await until('it is entered', () =>
    other.wakes.at(other.db, 'meanwhile', 0).then(
      () => true,
      () => false,
    ),
  );
  await until('it is heard', () => one.heard.includes('meanwhile'));
});

test('processes that start together create the tables once', async () => {
  const url = await freshUrl();
  const processes = await Promise.all(Array.from({ length: 3 }, () => open(url)));
  for (const process of processes) await process[Symbol.asyncDispose]();
  await using one = await open(url);
  await one.start();
  await settled(one, [one]);
});
