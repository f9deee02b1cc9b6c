import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

/** Who works on a job, and when it is due. Each test leaves no job due. */
export const describeClaims: Part = {
  title: 'claims',
  tests(subject) {
    const claim = (owner: string, nowMs: number, limit = 10) => ({
      owner,
      nowMs,
      leaseUntilMs: nowMs + 100,
      limit,
    });

    test('a claim takes what is due, the earliest first, and no more than asked for', async () => {
      const { jobs } = subject.pair.one;
      const [late, early, future, never] = [sampleJob(), sampleJob(), sampleJob(), sampleJob()];
      await jobs.insert(late, 20);
      await jobs.insert(early, 10);
      await jobs.insert(future, 31);
      await jobs.insert(never, null);
      assert.deepEqual(await jobs.claimDue(claim('a', 30, 1)), [early]);
      assert.deepEqual(await jobs.claimDue(claim('a', 30)), [late]);
      assert.deepEqual(await jobs.claimDue(claim('a', 30)), []);
      for (const job of [late, early, future]) await jobs.wake(job.id, null);
    });

    test('a job put on record with a lease is claimed by nobody until that ends', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, 0, { owner: 'a', untilMs: 100 });
      assert.deepEqual(await other.jobs.claimDue(claim('b', 99)), []);
      await one.jobs.prolong('a', [job.id], 150);
      assert.deepEqual(await other.jobs.claimDue(claim('b', 149)), []);
      assert.deepEqual(await other.jobs.claimDue(claim('b', 150)), [job]);
      await one.jobs.wake(job.id, null);
    });

    test('a leased job is nobody else’s until the lease ends, is given back, or is forgotten', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, 0);
      assert.equal((await one.jobs.claimDue(claim('a', 0))).length, 1);
      assert.deepEqual(await other.jobs.claimDue(claim('b', 99)), []);
      await one.jobs.prolong('a', [job.id], 200);
      assert.deepEqual(await other.jobs.claimDue(claim('b', 199)), []);
      assert.equal((await other.jobs.claimDue(claim('b', 200))).length, 1);
      await one.jobs.prolong('a', [job.id], 9_000);
      const notMine = { id: job.id, owner: 'a', version: job.version, wakeAtMs: 0 };
      assert.equal(await one.jobs.rest(notMine), null);
      assert.deepEqual(await one.jobs.claimDue(claim('a', 250)), [], 'the lease is b’s now');
      assert.equal(await other.jobs.rest({ ...notMine, owner: 'b' }), 0);
      assert.equal((await one.jobs.claimDue(claim('a', 250))).length, 1);
      await one.jobs.unclaimAll();
      assert.equal((await other.jobs.claimDue(claim('b', 250))).length, 1);
      await one.jobs.wake(job.id, null);
    });

    test('a lease is prolonged for the jobs that are named, and runs out for the others', async () => {
      const { one, other } = subject.pair;
      const [kept, dropped] = [sampleJob(), sampleJob()];
      await one.jobs.insert(kept, 0);
      await one.jobs.insert(dropped, 0);
      assert.equal((await one.jobs.claimDue(claim('a', 0))).length, 2);
      await one.jobs.prolong('a', [kept.id], 200);
      await one.jobs.prolong('a', [], 9_000);
      assert.deepEqual(await other.jobs.claimDue(claim('b', 100)), [dropped]);
      for (const job of [kept, dropped]) await one.jobs.wake(job.id, null);
    });

    test('leases are prolonged past a job that a transaction is writing to, and say so', async () => {
      const { one, other } = subject.pair;
      const [busy, idle] = [sampleJob(), sampleJob()];
      for (const job of [busy, idle]) await one.jobs.insert(job, 0, { owner: 'a', untilMs: 100 });
      const written = Promise.withResolvers<void>();
      const end = Promise.withResolvers<void>();
      const writing = one.transaction(async ({ jobs }) => {
        await jobs.save(busy, null);
        written.resolve();
        await end.promise;
      });
      await written.promise;
      const prolonging = other.jobs.prolong('a', [busy.id, idle.id, sampleJob().id], 200);
      // On SQLite the one connection is the transaction's; it has to be waited for.
      if (one.kind === 'sqlite') end.resolve();
      const expected = one.kind === 'sqlite' ? [busy.id, idle.id] : [idle.id];
      assert.deepEqual((await prolonging).toSorted(), expected.toSorted());
      end.resolve();
      await writing;
      assert.deepEqual(
        (await one.jobs.prolong('a', [busy.id, idle.id], 300)).toSorted(),
        [busy.id, idle.id].toSorted(),
      );
      await one.jobs.wake(idle.id, null);
    });

    test('a job given back keeps the moment that somebody else’s save has set in between', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, 0);
      await one.jobs.claimDue(claim('a', 0));
      const saved = await other.jobs.save(job, 40);
      assert.equal(
        await one.jobs.rest({ id: job.id, owner: 'a', version: job.version, wakeAtMs: null }),
        40,
        'which is what whoever gives it back hears',
      );
      assert.deepEqual(await one.jobs.claimDue(claim('b', 40)), [saved]);
      assert.equal(
        await one.jobs.rest({ id: job.id, owner: 'b', version: saved.version, wakeAtMs: null }),
        null,
      );
      assert.deepEqual(await one.jobs.claimDue(claim('b', 9_000)), []);
    });

    test('a save keeps the lease and moves the next attention', async () => {
      const { jobs } = subject.pair.one;
      const job = sampleJob();
      await jobs.insert(job, 0);
      await jobs.claimDue(claim('a', 0));
      const saved = await jobs.save(job, 50);
      assert.deepEqual(await jobs.claimDue(claim('b', 60)), []);
      await jobs.rest({ id: job.id, owner: 'a', version: saved.version, wakeAtMs: 50 });
      assert.deepEqual(await jobs.claimDue(claim('b', 49)), []);
      assert.deepEqual(await jobs.claimDue(claim('b', 50)), [saved]);
      await jobs.wake(job.id, null);
    });

    test('of many claimers at once no two get the same job, and every job gets an owner', async () => {
      const { one, other } = subject.pair;
      const inserted = Array.from({ length: 60 }, () => sampleJob());
      for (const job of inserted) await one.jobs.insert(job, 1);
      const claimed: string[] = [];
      for (let round = 0; claimed.length < inserted.length && round < 20; round += 1) {
        const claims = await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            (index % 2 === 0 ? one : other).jobs.claimDue(claim(`owner ${index}`, 10, 5)),
          ),
        );
        claimed.push(...claims.flat().map((job) => job.id));
      }
      assert.deepEqual(claimed.toSorted(), inserted.map((job) => job.id).toSorted());
      for (const job of inserted) await one.jobs.wake(job.id, null);
    });

    test('the next moment of attention leaves out leased jobs until their lease has ended', async () => {
      const { jobs } = subject.pair.one;
      const { clock } = subject;
      assert.equal(await jobs.nextDueMs(), undefined);
      const [first, second] = [sampleJob(), sampleJob()];
      await jobs.insert(first, 5);
      await jobs.insert(second, 7);
      assert.equal(await jobs.nextDueMs(), 5);
      await jobs.claimDue({ owner: 'a', nowMs: 5, leaseUntilMs: clock.nowMs + 10, limit: 1 });
      assert.equal(await jobs.nextDueMs(), 7);
      clock.nowMs += 10;
      assert.equal(await jobs.nextDueMs(), 5);
      await jobs.wake(first.id, 9);
      assert.equal(await jobs.nextDueMs(), 7);
      for (const job of [first, second]) await jobs.wake(job.id, null);
      assert.equal(await jobs.nextDueMs(), undefined);
    });
  },
};
