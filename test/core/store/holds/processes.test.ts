import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Kysely } from 'kysely';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Database, Tables } from '../../../../src/core/store/database/schema.ts';
import { postgresTime } from '../../../../src/core/store/database/store-time.ts';
import { takeDuty } from '../../../../src/core/store/holds/duties.ts';
import { SqlProcesses } from '../../../../src/core/store/holds/processes.ts';
import { SqlWatchHolds } from '../../../../src/core/store/holds/watch-holds.ts';
import { migrate } from '../../../../src/core/store/migrations/migrate.ts';
import { postgresDialect } from '../../../../src/core/store/postgres/dialect.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';

const LONG_MS = 3_600_000;
const time = postgresTime(systemClock);
let db: Database;
let processes: SqlProcesses;
let holds: SqlWatchHolds;

before(async () => {
  const url = await (await sharedPostgres()).createDatabase();
  db = new Kysely<Tables>({ dialect: postgresDialect(url, silentLog) });
  await migrate(db);
  processes = new SqlProcesses(db, time);
  holds = new SqlWatchHolds(db, time);
  for (const id of ['one', 'two', 'three', 'four', 'five']) await processes.enter(id, LONG_MS);
});

after(() => db.destroy());

test('of processes that begin to watch a key together one does, and the others learn which', async () => {
  const all = ['one', 'two', 'three', 'four', 'five'];
  const answers = await Promise.all(all.map((id) => holds.take('together', id)));
  const own = answers.flatMap((answer, index) => (answer.by === 'this' ? [all[index]] : []));
  assert.equal(own.length, 1);
  const others = answers.flatMap((answer) => (answer.by === 'other' ? [answer.process] : []));
  assert.deepEqual(
    others,
    Array.from({ length: 4 }, () => own[0]),
  );
});

test('each key is watched by a process of its own, and the first one has the whole budget', async () => {
  assert.deepEqual(await holds.take(undefined, 'one'), { by: 'this', fullInMs: 0 });
  assert.deepEqual(await holds.take('a-tenant', 'two'), { by: 'this', fullInMs: 0 });
  assert.deepEqual(await holds.take('a-tenant', 'one'), { by: 'other', process: 'two' });
  assert.deepEqual(await holds.take(undefined, 'two'), { by: 'other', process: 'one' });
});

test('who takes a key over from a process that is gone knows nothing of what it used', async () => {
  await processes.enter('gone', -1);
  assert.deepEqual(await holds.take('left', 'gone'), { by: 'this', fullInMs: 0 });
  assert.deepEqual(await holds.take('left', 'one'), { by: 'this', fullInMs: undefined });
  assert.deepEqual(await holds.take('left', 'two'), { by: 'other', process: 'one' });
});

test('who takes a key that was given up learns what is used of its budget', async () => {
  await holds.take('given-up', 'one');
  await holds.release('given-up', 'two', 5);
  assert.deepEqual(await holds.take('given-up', 'two'), { by: 'other', process: 'one' });
  await holds.release('given-up', 'one', LONG_MS);
  const taken = await holds.take('given-up', 'two');
  assert.ok(taken.by === 'this' && taken.fullInMs !== undefined);
  assert.ok(taken.fullInMs > 0 && taken.fullInMs <= LONG_MS);
  await holds.release('given-up', 'two', -1);
  assert.deepEqual(await holds.take('given-up', 'three'), { by: 'this', fullInMs: 0 });
});

test('a duty is done by one process in its time, also after the clock was set back', async () => {
  const take = (everyMs: number): Promise<boolean> => takeDuty(db, time, 'sweep', everyMs);
  const together = await Promise.all(Array.from({ length: 5 }, () => take(LONG_MS)));
  assert.equal(together.filter(Boolean).length, 1);
  assert.equal(await take(LONG_MS), false);
  assert.equal(await take(0), true);
  await db
    .updateTable('duties')
    .set({ done_at: Date.now() + LONG_MS })
    .execute();
  assert.equal(await take(LONG_MS), true);
  assert.equal(await take(LONG_MS), false);
});
