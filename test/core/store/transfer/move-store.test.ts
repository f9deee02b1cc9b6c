import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { StoreCopyError } from '../../../../src/core/store/database/copy-error.ts';
import { StoreOpenError } from '../../../../src/core/store/database/store-open-error.ts';
import { openDatabase } from '../../../../src/core/store/open-database.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { CARRIED_TABLES } from '../../../../src/core/store/transfer/carried-tables.ts';
import { figuresOf } from '../../../../src/core/store/transfer/figures.ts';
import { moveStore } from '../../../../src/core/store/transfer/move-store.ts';
import { postgresHarness, type StoreHarness, sqliteHarness } from '../harness.ts';
import { orderOf, scopesOf } from '../ledger/orders.ts';
import { jobOf, overJob } from '../sample-job.ts';

const JOBS = 450;

describe('moving a store', () => {
  let sqlite: StoreHarness;
  let postgres: StoreHarness;
  before(async () => {
    sqlite = await sqliteHarness();
    postgres = await postgresHarness();
  });
  after(async () => {
    await sqlite.stop();
    await postgres.stop();
  });

  const move = async (from: string, to: string) => {
    const rows = new Map<string, number>();
    const onTable = (name: string, count: number) => void rows.set(name, count);
    return { figures: await moveStore({ from, to, log: silentLog, onTable }), rows };
  };
  const using = async <T>(url: string, work: (store: Store) => Promise<T>): Promise<T> => {
    const store = await openStore({ url, clock: systemClock });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };

  /** Something in every table. */
  const fill = async (store: Store): Promise<void> => {
    await store.transaction(async ({ jobs }) => {
      for (let index = 0; index < JOBS; index += 1) {
        const text = `${index} “quoted” \u0000 \uD83C\uDFB5 ${'long '.repeat(index % 7)}`;
        await jobs.insert({ ...overJob('web:moved', index + 1), title: text }, null);
      }
      await jobs.insert(jobOf('web:moved', { title: 'waiting' }), 1_000, { by: 'gone', epoch: 3 });
    });
    const orders = [1, 2, 3, 4].map((amount) => orderOf(amount, scopesOf(`moved ${amount}`, 0, [])));
    for (const order of orders) await store.ledger.reserve(order);
    const [first, second, third] = orders;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    await store.ledger.settle(first.id, microDollarsOf(9), 'credits', 2);
    await store.ledger.archive({ endedBeforeMs: 3, foldBeforeDay: '2000-01-01', limit: 9 });
    await store.ledger.release(second.id, 5);
    await store.ledger.doubt(third.id, 5);
    await store.rules.changeTenant('web:moved', { member: 'web:ada', nowMs: 1 }, (rules) => ({
      ...rules,
      limits: { ...rules.limits, daily: microDollarsOf(5) },
    }));
    await store.clones.finish({
      jobId: 'clone',
      tenant: 'web:moved',
      member: 'web:ada',
      voiceId: 'voice',
      name: 'Ada’s',
      consent: { member: 'web:ada', atMs: 3 },
    });
    await store.jobs.lockTenant('web:moved');
    await store.seen.first('moved', 1e12);
    await store.cache<string>('usage').set('key', 'value');
  };
  const dump = async (url: string) => {
    const opened = await openDatabase(url, silentLog);
    try {
      const tables: Record<string, readonly string[]> = {};
      for (const { name } of CARRIED_TABLES) {
        const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(opened.db);
        tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
      }
      return { tables, figures: await figuresOf(opened.db) };
    } finally {
      await opened.close();
    }
  };
  /** As it arrives: nobody works on a job where it has been moved to. */
  const withoutHolds = ({ tables, figures }: Awaited<ReturnType<typeof dump>>) => ({
    figures,
    tables: {
      ...tables,
      jobs: tables['jobs']?.map((row) => row.replace(/"held_by","[^"]*"/, '"held_by",null')).toSorted(),
    },
  });

  it('from SQLite to PostgreSQL and back leaves every row and every sum as it was', async () => {
    const first = await sqlite.freshUrl();
    await using(first, fill);
    const before = withoutHolds(await dump(first));
    const second = await postgres.freshUrl();
    const there = await move(first, second);
    assert.equal(there.rows.get('jobs'), JOBS + 1);
    assert.deepEqual(there.figures, before.figures);
    assert.ok(there.figures.some(({ name, value }) => name === 'Jobs received' && value === 1));
    assert.ok(
      there.figures.some(({ name, value }) => name === 'Archived entries settle, amount' && value === 9),
    );
    assert.deepEqual(await dump(second), before);
    const third = await sqlite.freshUrl();
    await move(second, third);
    assert.deepEqual(await dump(third), before);
    assert.deepEqual(withoutHolds(await dump(first)), before, 'the first one stays');
    await using(third, async (store) => {
      const [taken] = await store.jobs.takeDue({ by: 'me', limit: 9 });
      assert.equal(taken?.job?.title, 'waiting', 'what waits is carried on where it is now');
      assert.equal(await store.seen.first('moved', 1), false);
    });
  });

  it('is refused while a bot works with either database', async () => {
    const [from, to, other] = [await sqlite.freshUrl(), await sqlite.freshUrl(), await postgres.freshUrl()];
    await using(from, async () => {
      await assert.rejects(move(from, to), (error) => {
        assert.ok(error instanceof StoreOpenError);
        assert.match(error.message, /Another process already uses/);
        return true;
      });
    });
    await using(to, () => assert.rejects(move(from, to), StoreOpenError));
    await using(other, async (store) => {
      await store.processes.enter('alive', 60_000);
      await assert.rejects(move(other, to), (error) => {
        assert.ok(error instanceof StoreCopyError);
        assert.match(error.message, /A bot works with postgres:\/\/.* Stop every process first/);
        assert.doesNotMatch(error.message, /password|:[^/]*@/);
        return true;
      });
      await store.processes.leave('alive');
      // One that only receives commands is connected all the same.
      await assert.rejects(move(other, to), /A bot works with/);
    });
    await move(other, await sqlite.freshUrl());
  });

  it('is refused from no database, and to one that has something', async () => {
    const [from, to] = [await sqlite.freshUrl(), await postgres.freshUrl()];
    await assert.rejects(move(from, to), /There is no database/);
    await using(from, (store) => store.jobs.insert(jobOf('web:a'), null));
    await using(to, (store) => store.seen.first('one', 1e12));
    await assert.rejects(move(from, to), /isn’t empty: its table seen has rows/);
    await using(to, async (store) =>
      assert.deepEqual(await store.jobs.list({ tenant: 'web:a', limit: 1 }), []),
    );
  });

  it('keeps nothing when the copy is not the same to the last letter', async () => {
    const [from, to] = [await sqlite.freshUrl(), await postgres.freshUrl()];
    await using(from, fill);
    const opened = await openDatabase(to, silentLog);
    await sql`create function spoil() returns trigger language plpgsql as
      $$ begin new.name := new.name || '!'; return new; end $$`.execute(opened.db);
    await sql`create trigger spoil before insert on clones for each row execute function spoil()`.execute(
      opened.db,
    );
    await opened.close();
    await assert.rejects(move(from, to), /differs in clones, so nothing was kept/);
    await using(to, async (store) => assert.deepEqual(await store.jobs.countByStage(), {}));
  });
});
