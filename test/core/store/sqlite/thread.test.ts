import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, mock, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Kysely, sql } from 'kysely';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { TranslatingDialect } from '../../../../src/core/store/database/translating-dialect.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { NodeSqliteDialect } from '../../../../src/core/store/sqlite/dialect.ts';
import { SqliteStatements } from '../../../../src/core/store/sqlite/statements.ts';
import { sampleJob } from '../sample-job.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bot-thread-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

interface Numbers {
  numbers: { n: number };
}

/** A database with nothing but numbers in it, each at most once. */
async function openNumbers(path: string): Promise<Kysely<Numbers>> {
  const db = new Kysely<Numbers>({ dialect: new TranslatingDialect(new NodeSqliteDialect(path)) });
  await sql`create table numbers (n integer primary key)`.execute(db);
  return db;
}

async function numbersIn(db: Kysely<Numbers>): Promise<readonly number[]> {
  return (await db.selectFrom('numbers').selectAll().orderBy('n').execute()).map(({ n }) => n);
}

/** Every write of this process has to wait until it lets go. */
function holdWriteLock(path: string): { letGo(): void } {
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  return { letGo: () => other.close() };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof BotError && error.code === 'ledger-unavailable' && error.cause instanceof Error;
}

test('while SQLite waits, for a lock as for a disk, the process goes on', async () => {
  const path = join(folder, 'waits.sqlite');
  const store = await openStore({ url: `sqlite://${path}`, clock: systemClock });
  const lock = holdWriteLock(path);
  const claim = store.seen.first('key', 1_000);
  // Nobody else could let go of the lock: a process that waited with SQLite would wait until it gives up.
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  lock.letGo();
  assert.equal(await claim, true);
  await store.close();
});

test('of a transaction that could not begin nothing is written, even when its body goes on', async () => {
  const path = join(folder, 'locked.sqlite');
  const store = await openStore({ url: `sqlite://${path}`, clock: systemClock });
  const jobs = ['first', 'beside', 'later'].map((id) => sampleJob({ id }));
  for (const job of jobs) await store.jobs.insert(job, null);
  const lock = holdWriteLock(path);
  const transaction = store.transaction(async (records) => {
    const [first, beside, later] = jobs.map((job) => () => records.jobs.save(job, null));
    const outcomes = await Promise.allSettled([first?.(), beside?.()]);
    lock.letGo();
    return [...outcomes, ...(await Promise.allSettled([later?.()]))].map(({ status }) => status);
  });
  await assert.rejects(transaction, isUnavailable);
  for (const job of jobs) assert.deepEqual(await store.jobs.get(job.id), job);
  await store.close();
});

test('after SQLite itself has rolled back, nothing more is written as part of that transaction', async () => {
  const db = await openNumbers(':memory:');
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('numbers').values({ n: 1 }).execute();
    const again = sql`insert or rollback into numbers values (1)`.execute(transaction);
    await assert.rejects(again, /UNIQUE/);
    await assert.rejects(sql`insert into numbers values (2)`.execute(transaction), isUnavailable);
    throw new Error('the real error');
  });
  await assert.rejects(failing, /the real error/);
  assert.deepEqual(await db.selectFrom('numbers').selectAll().execute(), []);
  await db.destroy();
});

test('inside a transaction as outside, an insert says at once how many rows it wrote', async () => {
  const db = await openNumbers(':memory:');
  const insert = (on: Kysely<Numbers>) =>
    on
      .insertInto('numbers')
      .values([{ n: 1 }, { n: 2 }])
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
  await db.transaction().execute(async (transaction) => {
    assert.equal((await insert(transaction)).numInsertedOrUpdatedRows, 2n);
    assert.equal((await insert(transaction)).numInsertedOrUpdatedRows, 0n);
  });
  assert.equal((await insert(db)).numInsertedOrUpdatedRows, 0n);
  await db.destroy();
});

test('inside a transaction an insert that fails does so where it was made', async () => {
  const db = await openNumbers(':memory:');
  let reached = 0;
  const failing = db.transaction().execute(async (transaction) => {
    for (const n of [1, 2, 2, 3]) {
      await transaction.insertInto('numbers').values({ n }).execute();
      reached = n;
    }
  });
  await assert.rejects(failing, /UNIQUE/);
  assert.equal(reached, 2);
  assert.deepEqual(await numbersIn(db), []);
  await db.destroy();
});

test('a transaction begins with its first statement, and without one it never does', async () => {
  const db = await openNumbers(':memory:');
  const posted = mock.method(Worker.prototype, 'postMessage');
  await db.transaction().execute(async () => {});
  assert.equal(posted.mock.callCount(), 0);
  await db.transaction().execute((transaction) => numbersIn(transaction));
  assert.equal(posted.mock.callCount(), 2, 'the question, and the commit');
  posted.mock.restore();
  await db.destroy();
});

test('transactions take their turns in the order they came', async () => {
  const db = await openNumbers(':memory:');
  const begun: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      db.transaction().execute(async (transaction) => {
        begun.push(n);
        await transaction.insertInto('numbers').values({ n }).execute();
        const rows = await transaction.selectFrom('numbers').selectAll().execute();
        assert.equal(rows.length, n + 1);
      }),
    ),
  );
  assert.deepEqual(
    begun,
    begun.toSorted((a, b) => a - b),
  );
  await db.destroy();
});

test('when its thread dies, the database does not answer any more, and the file can be opened again', async () => {
  const path = join(folder, 'dies.sqlite');
  const url = `sqlite://${path}`;
  const made = once(process, 'worker');
  const store = await openStore({ url, clock: systemClock });
  const [thread]: Worker[] = await made;
  assert.ok(thread !== undefined);
  await store.jobs.insert(sampleJob({ id: 'committed' }), null);
  const halfDone = store.transaction(async ({ jobs }) => {
    await jobs.insert(sampleJob({ id: 'half-done' }), null);
    await thread.terminate();
    await jobs.insert(sampleJob({ id: 'too-late' }), null);
  });
  await assert.rejects(halfDone, isUnavailable);
  await assert.rejects(store.ping(), isUnavailable);
  await assert.rejects(store.seen.first('key', 1_000), isUnavailable);
  assert.equal(await store.cache<string>('dead').get('key'), undefined);
  await store.close();

  const again = await openStore({ url, clock: systemClock });
  assert.equal((await again.jobs.get('committed'))?.id, 'committed');
  assert.equal(await again.jobs.get('half-done'), undefined);
  await again.close();
});

test('a caller that waits for a thread that dies is told', async () => {
  const path = join(folder, 'waiting.sqlite');
  const made = once(process, 'worker');
  const db = await openNumbers(path);
  const [thread]: Worker[] = await made;
  const lock = holdWriteLock(path);
  // It is inside SQLite when the thread is ended, and can never answer.
  const waiting = db.insertInto('numbers').values({ n: 1 }).execute();
  const ended = thread?.terminate();
  await assert.rejects(waiting, isUnavailable);
  lock.letGo();
  await ended;
  await db.destroy();
});

test('only so many statements are kept prepared, those used last', () => {
  const db = new DatabaseSync(':memory:');
  const statements = new SqliteStatements(db);
  const first = statements.get('select 0');
  const second = statements.get('select 1');
  for (let n = 2; n < 400; n += 1) {
    assert.equal(statements.get('select 0'), first);
    assert.deepEqual({ ...statements.get(`select ${n} as n`).statement.get() }, { n });
  }
  assert.notEqual(statements.get('select 1'), second);
  db.close();
});
