import assert from 'node:assert/strict';
import { copyFile, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../../src/core/async/clock.ts';
import { microDollarsOf } from '../../../../src/core/model/money/money.ts';
import type { Store } from '../../../../src/core/ports/store.ts';
import { backUp } from '../../../../src/core/store/backup/back-up.ts';
import { markRestored } from '../../../../src/core/store/backup/mark-restored.ts';
import { restore } from '../../../../src/core/store/backup/restore.ts';
import { StoreCopyError } from '../../../../src/core/store/database/copy-error.ts';
import { openStore } from '../../../../src/core/store/open-store.ts';
import { takeOverLeft } from '../../../fakes/take-over-left.ts';
import { postgresHarness } from '../harness.ts';
import { assertBooksAgree } from '../ledger/books.ts';
import { orderOf, scopesOf } from '../ledger/orders.ts';
import { jobOf, overJob } from '../sample-job.ts';

describe('a backup', () => {
  let folder: string;
  let database: string;
  let at = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backup-'));
  });
  beforeEach(() => {
    at += 1;
    database = join(folder, String(at), 'bot.sqlite');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const opened = (path = database) => openStore({ url: `sqlite://${path}`, clock: systemClock });
  const restored = (file: string, force = false) => restore({ file, database, force, clock: systemClock });

  /** Writes a job and its reservation in one transaction, again and again, as a bot under load does. */
  const writeUntil = async (store: Store, stop: AbortSignal): Promise<number> => {
    let written = 0;
    while (!stop.aborted) {
      const order = orderOf(7, scopesOf('busy', 0, []));
      const tenant = order.for.tenant;
      await store.transaction(async ({ jobs, ledger }) => {
        await jobs.insert({ ...jobOf(tenant, {}, order.for.member), id: order.jobId }, null);
        await ledger.reserve(order);
        if (written % 3 > 0) await ledger.settle(order.id, microDollarsOf(written % 9), 'credits', 2);
        if (written % 3 === 2)
          await ledger.archive({ endedBeforeMs: 2, foldBeforeDay: '2000-01-01', limit: 9 });
      });
      written += 1;
    }
    return written;
  };

  it('made while a bot writes all the time is one moment of its database, to the last reservation', async () => {
    const store = await opened();
    const stop = new AbortController();
    const writing = writeUntil(store, stop.signal);
    const counts: number[] = [];
    try {
      for (let index = 0; index < 4; index += 1) {
        const before = Object.values(await store.jobs.countByStage())[0] ?? 0;
        const { jobs } = backUp(database, join(folder, `${at}-${index}`));
        assert.ok(jobs >= before, `${jobs} of ${before}`);
        counts.push(jobs);
        // The bot goes on between two backups.
        while ((Object.values(await store.jobs.countByStage())[0] ?? 0) < jobs + 5);
      }
    } finally {
      stop.abort();
      await writing;
      await store.close();
    }
    for (const [index, jobs] of counts.entries()) {
      const copy = join(folder, `${at}-${index}-restored`, 'bot.sqlite');
      await restore({
        file: join(folder, `${at}-${index}`),
        database: copy,
        force: false,
        clock: systemClock,
      });
      const again = await opened(copy);
      const rows = async (query: string) => {
        using db = new DatabaseSync(copy, { readOnly: true });
        return db
          .prepare(query)
          .all()
          .map((row) => ({ ...row }));
      };
      await assertBooksAgree({
        one: again,
        other: again,
        rows,
        change: () => assert.fail(),
        [Symbol.asyncDispose]: async () => {},
      });
      assert.deepEqual(await rows('select count(*) as n from reservations'), [{ n: jobs }]);
      await again.close();
    }
  });

  it('is readable by its owner alone, and is there only when it is complete', async () => {
    await (await opened()).close();
    const file = join(folder, 'complete');
    backUp(database, file);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.throws(() => backUp(database, file), /complete exists already/);
    const nowhere = join(folder, 'no such folder', 'copy');
    assert.throws(() => backUp(database, nowhere), StoreCopyError);
    assert.throws(() => backUp(join(folder, 'none.sqlite'), join(folder, 'x')), /no database .*none\.sqlite/);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('unfinished')),
      [],
    );
  });

  it('of a damaged database is refused, and leaves nothing behind', async () => {
    await (await opened()).close();
    const file = await open(database, 'r+');
    await file.write(Buffer.alloc(4_096, 7), 0, 4_096, 8_192);
    await file.close();
    assert.throws(() => backUp(database, join(folder, 'damaged')), StoreCopyError);
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith('damaged')));
  });

  it('is not restored while a bot works with the database, nor over one that is there', async () => {
    const store = await opened();
    const file = join(folder, `${at}.backup`);
    backUp(database, file);
    await assert.rejects(restored(file, true), /A bot works with .*Stop it first/);
    await store.jobs.insert(jobOf('web:later'), null);
    await store.close();
    await assert.rejects(restored(file), /Add --force/);
    const { asidePath, jobs } = await restored(file, true);
    assert.equal(jobs, 0);
    assert.ok(asidePath !== undefined);
    const aside = await opened(asidePath);
    assert.equal((await aside.jobs.list({ tenant: 'web:later', limit: 1 })).length, 1);
    await aside.close();
    const names = await readdir(join(folder, String(at)));
    assert.deepEqual(
      names.filter((name) => name.includes('restoring')),
      [],
    );
    await (await opened()).close();
  });

  it('that is damaged, or is none, is not restored, and the database stays', async () => {
    const store = await opened();
    for (let index = 0; index < 60; index += 1) await store.jobs.insert(jobOf('web:kept'), null);
    const file = join(folder, `${at}.backup`);
    backUp(database, file);
    await store.close();
    const damaged = join(folder, 'damaged.backup');
    await copyFile(file, damaged);
    const handle = await open(damaged, 'r+');
    const { size } = await handle.stat();
    for (let offset = 12_288; offset + 500 < size; offset += 4_096) {
      await handle.write(Buffer.alloc(500, 7), 0, 500, offset);
    }
    await handle.close();
    const text = join(folder, 'text');
    await writeFile(text, 'not a database'.repeat(1_000));
    const other = join(folder, 'other.sqlite');
    new DatabaseSync(other).exec('create table t (x)');
    for (const [bad, why] of [
      [damaged, /damaged/],
      [text, /can’t be read as a database/],
      [other, /not a database of this bot/],
      [join(folder, 'missing'), /There is no file/],
    ] as const) {
      await assert.rejects(restored(bad, true), (error) => {
        assert.ok(error instanceof StoreCopyError, String(error));
        assert.match(error.message, why);
        return true;
      });
    }
    const again = await opened();
    assert.equal((await again.jobs.list({ tenant: 'web:kept', limit: 99 })).length, 60);
    await again.close();
  });

  it('marks what may have been submitted since, and nothing that had ended', async () => {
    const store = await opened();
    const waiting = jobOf('web:marked');
    const failed = jobOf('web:marked', {
      work: { stage: 'failed', failure: { code: 'internal', facts: {} } },
    });
    await store.jobs.insert(waiting, 5);
    await store.jobs.insert(failed, 5);
    const file = join(folder, `${at}.backup`);
    backUp(database, file);
    await store.close();
    await restored(file, true);
    const again = await opened();
    const marked = await again.jobs.get(waiting.id);
    assert.ok(marked?.restoredAtMs !== undefined);
    assert.deepEqual(marked, { ...waiting, version: 2, restoredAtMs: marked.restoredAtMs });
    assert.deepEqual(await again.jobs.get(failed.id), failed);
    await again.close();
  });

  it('has requests that were not answered yet explained, and not carried out a second time', async () => {
    const store = await opened();
    const request = { key: 'open', ttlMs: 1e9, platform: 'web', payload: 'sealed', answerableMs: 1e9 };
    await store.requests.claim(request);
    await store.requests.record({ ...request, key: 'unclaimed' });
    const file = join(folder, `${at}.backup`);
    backUp(database, file);
    await store.close();
    await restored(file, true);
    const again = await opened();
    const left = await takeOverLeft(again.requests, 'web');
    assert.deepEqual(left.map(({ key }) => key).toSorted(), ['open', 'unclaimed']);
    assert.ok(
      left.every(({ attempts }) => attempts > 100),
      'far more tries than a request gets',
    );
    await again.close();
  });

  it('of PostgreSQL is restored by its own tools, and its jobs are marked then', async () => {
    const harness = await postgresHarness();
    const url = await harness.freshUrl();
    const store = await openStore({ url, clock: systemClock });
    const ids: string[] = [];
    for (let index = 0; index < 203; index += 1) {
      const job = jobOf('web:marked');
      await store.jobs.insert(job, null);
      ids.push(job.id);
    }
    await store.jobs.insert(overJob('web:marked', 1), null);
    await assert.rejects(markRestored(url, 7), /A bot works with postgres:.*Stop every process first/);
    await store.close();
    assert.equal(await markRestored(url, 7), ids.length);
    const again = await openStore({ url, clock: systemClock });
    const marked = [...(await again.jobs.getAll(ids)).values()];
    assert.ok(marked.every((job) => job?.restoredAtMs === 7));
    const all = await again.jobs.list({ tenant: 'web:marked', limit: 999 });
    assert.equal(all.filter((job) => job.restoredAtMs === undefined).length, 1);
    await again.close();
    await harness.stop();
  });
});
