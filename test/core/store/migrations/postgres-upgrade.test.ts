import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kysely } from 'kysely';
import { Client } from 'pg';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { migratorOf } from '../../../../src/core/store/migrations/migrate.ts';
import { MIGRATIONS } from '../../../../src/core/store/migrations/migrations.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { postgresDialect } from '../../../../src/core/store/postgres/dialect.ts';
import { sharedPostgres } from '../../../fakes/postgres.ts';
import { until } from '../../../fakes/until.ts';

/** With the first figure the fourth migration takes longer than any statement may in normal work. */
const RESERVATIONS = process.env['PROVE'] === '1' ? 300_000 : 300;
/** What the server allows a statement, and what the migrations outlast. */
const SERVER_LIMIT_MS = 20;

test(`a ledger of ${RESERVATIONS} reservations is upgraded, however long the server would let a statement take`, async () => {
  const url = await (await sharedPostgres()).createDatabase();
  await createThirdRelease(url);
  await using watching = await connected(url);
  await using blocking = await connected(url);
  const { database } = await one<{ database: string }>(watching, 'select current_database() as database');
  for (const limit of ['statement_timeout', 'lock_timeout']) {
    await watching.query(`alter database "${database}" set ${limit} = ${SERVER_LIMIT_MS}`);
  }
  await blocking.query('begin; lock table reservations in access share mode');

  const opening = openStore({
    url,
    clock: systemClock,
    postgresLimits: { statementMs: SERVER_LIMIT_MS, lockMs: SERVER_LIMIT_MS },
  });
  // Without a listener an early failure would end the test process before the assertion below sees it.
  opening.catch(() => {});
  const waited = `select count(*)::int as waiting from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%reservations%'
      and clock_timestamp() - query_start > interval '${SERVER_LIMIT_MS * 3} ms'`;
  await until('the migration has waited for longer than the limits', async () => {
    await Promise.race([opening, Promise.resolve()]);
    return (await one<{ waiting: number }>(watching, waited)).waiting === 1;
  });
  await blocking.query('commit');
  const store = await opening;
  await store.close();

  const sums = `select count(*)::int as count, count(distinct member)::int as members, sum(amount)::int as amount
    from reservations where tenant = 'web:a' and member like 'web:%'`;
  assert.deepEqual(await one(watching, sums), {
    count: RESERVATIONS,
    members: Math.min(100, RESERVATIONS),
    amount: RESERVATIONS * 3,
  });
});

/** Makes the tables as the third release had them, with reservations of a hundred members. */
async function createThirdRelease(url: string): Promise<void> {
  await using db = new Kysely<unknown>({ dialect: postgresDialect(url, silentLog) });
  const before = Object.entries(MIGRATIONS).filter(([name]) => name < '0004');
  const migrator = migratorOf(db, Object.fromEntries(before));
  assert.equal((await migrator.migrateToLatest()).error, undefined);
  await using client = await connected(url);
  await client.query(`insert into reservations (id, job_id, amount, state, spent, created_at, updated_at)
    select 'r' || n, 'j' || n, 3, 'settled', 3, n, n from generate_series(1, ${RESERVATIONS}) n`);
  for (const [scope, subject] of [
    ['tenant-month', `'web:a'`],
    ['member-day', `'web:a web:' || n % 100`],
  ]) {
    await client.query(`insert into reservation_scopes (reservation_id, scope, subject, period)
      select 'r' || n, '${scope}', ${subject}, '2026-11' from generate_series(1, ${RESERVATIONS}) n`);
  }
}

async function connected(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function one<Row extends object>(client: Client, query: string): Promise<Row> {
  const [row] = (await client.query<Row>(query)).rows;
  assert.ok(row !== undefined);
  return row;
}
