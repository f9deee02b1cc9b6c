import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { systemClock } from '../../../src/core/async/clock.ts';
import { type Log, silentLog } from '../../../src/core/ports/log.ts';
import type { Tables } from '../../../src/core/store/database/schema.ts';
import { StoreOpenError } from '../../../src/core/store/database/store-open-error.ts';
import { MIGRATIONS } from '../../../src/core/store/migrations/migrations.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { NodeSqliteDialect } from '../../../src/core/store/sqlite/dialect.ts';
import { sampleJob } from './sample-job.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bot-open-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const open = (url: string, log: Log = silentLog) => openStore({ url, clock: systemClock, log });

test('missing parent folders are made, for this user only, and what was stored is there the next time', async () => {
  const path = join(folder, 'new', 'folders', 'bot.sqlite');
  const job = sampleJob();
  const first = await open(`sqlite://${path}`);
  await first.jobs.insert(job, null);
  await first.close();
  assert.equal(statSync(join(folder, 'new')).mode & 0o777, 0o700);
  const second = await open(`sqlite://${path}`);
  assert.deepEqual(await second.jobs.get(job.id), job);
  await second.close();
});

test('a store in memory needs no file', async () => {
  const store = await open('sqlite://:memory:');
  assert.equal(store.kind, 'sqlite');
  assert.equal(await store.seen.first('key', 1_000), true);
  await store.close();
  assert.equal(existsSync(':memory:-lock'), false);
});

test('a url of another kind is refused without repeating it', async () => {
  for (const url of ['', 'sqlite://', 'mysql://root:hunter2@db', 'data/bot.sqlite', 'postgres://[hunter2']) {
    await assert.rejects(
      open(url),
      (error) => error instanceof StoreOpenError && !error.message.includes('hunter2'),
    );
  }
});

test('a server that is not there is named without the password', async () => {
  // Port 1 of the loopback refuses at once.
  await assert.rejects(
    open('postgres://bot:hunter2@127.0.0.1:1/audiopod'),
    (error) =>
      error instanceof StoreOpenError &&
      error.message.includes('postgres://127.0.0.1:1/audiopod') &&
      !error.message.includes('hunter2'),
  );
});

test('a file that is no database is refused and left as it is, and is not kept locked', async () => {
  const path = join(folder, 'letter.txt');
  writeFileSync(path, 'Dear reader, this is not a database. '.repeat(50));
  const { size } = statSync(path);
  await assert.rejects(open(`sqlite://${path}`), StoreOpenError);
  assert.equal(statSync(path).size, size);
  rmSync(path);
  const store = await open(`sqlite://${path}`);
  await store.close();
});

test('a database that a newer release has changed is refused', async () => {
  const path = join(folder, 'newer.sqlite');
  const store = await open(`sqlite://${path}`);
  await store.close();
  const db = new DatabaseSync(path);
  db.exec(`insert into audiopod_bot_migrations values ('9999-of-the-future', '2999-01-01T00:00:00.000Z')`);
  db.close();
  await assert.rejects(open(`sqlite://${path}`), /newer release/);
});

test('migrations are listed in the order of their names', () => {
  const names = Object.keys(MIGRATIONS);
  assert.deepEqual(names, names.toSorted());
});

test('what SQLite commits is flushed to the disk, and references are enforced', async () => {
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(join(folder, 'durable.sqlite')) });
  const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(db)).rows;
  assert.deepEqual(
    (await Promise.all(['journal_mode', 'synchronous', 'foreign_keys'].map(pragma))).map(([row]) => ({
      ...Object(row),
    })),
    // 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
    [{ journal_mode: 'wal' }, { synchronous: 2 }, { foreign_keys: 1 }],
  );
  await db.destroy();
});

test('while many transactions wait for SQLite, everything else still gets its turn', async () => {
  const store = await open('sqlite://:memory:');
  let turns = 0;
  let waiting = true;
  const count = () => {
    turns += 1;
    if (waiting) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    Array.from({ length: 50 }, () => store.transaction(({ jobs }) => jobs.insert(sampleJob(), null))),
  );
  waiting = false;
  // On this thread, they would all end before the first turn. A busy computer may let several end in one.
  assert.ok(turns > 1, `${turns} turns`);
  await store.close();
});

test('a cache on a broken database answers absent and tells the operator', async () => {
  const events: string[] = [];
  const store = await open('sqlite://:memory:', { ...silentLog, warn: (_, event) => events.push(event) });
  const cache = store.cache<string>('broken');
  await cache.set('key', 'value');
  await store.close();
  assert.equal(await cache.get('key'), undefined);
  assert.equal(await cache.has('key'), false);
  assert.equal(await cache.set('key', 'value'), false);
  assert.deepEqual(await cache.getMany(['key']), [undefined]);
  await cache.clear();
  for await (const entry of cache.iterator()) assert.fail(String(entry));
  assert.ok(events.length >= 5);
  assert.ok(events.every((event) => event === 'cache-failed'));
});

test('a record that cannot be read is reported and does not keep other jobs from being worked on', async () => {
  const path = join(folder, 'unreadable.sqlite');
  const events: unknown[] = [];
  const store = await open(`sqlite://${path}`, {
    ...silentLog,
    error: (fields, event) => events.push([event, fields['job']]),
  });
  const [broken, whole] = [sampleJob({ id: 'broken' }), sampleJob({ id: 'whole' })];
  await store.jobs.insert(broken, 0);
  await store.jobs.insert(whole, 0);
  const db = new DatabaseSync(path);
  db.exec(`update jobs set record = '{}' where id = 'broken'`);
  db.close();
  const taken = await store.jobs.takeDue({ by: 'a', limit: 10 });
  assert.deepEqual(
    taken.map(({ job }) => job),
    [undefined, whole],
  );
  assert.deepEqual(events, [['job-unreadable', 'broken']]);
  await assert.rejects(store.jobs.get('broken'), /cannot be read/);
  await store.close();
});
