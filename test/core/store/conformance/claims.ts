import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Job } from '../../../../src/core/model/job/job.ts';
import { StaleJobError } from '../../../../src/core/model/save-errors.ts';
import { HoldLostError, type Store, type TakenJob } from '../../../../src/core/ports/store.ts';
import { sampleJob } from '../sample-job.ts';
import type { Part } from './conformance.ts';

const ALIVE_MS = 1_000;

/** Who works on a job, and when it is due. Each test leaves no job due. */
export const describeClaims: Part = {
  title: 'holds',
  tests(subject) {
    const soon = (inMs: number): number => subject.clock.nowMs + inMs;
    const jobsOf = (taken: readonly TakenJob[]): readonly (Job | undefined)[] => taken.map(({ job }) => job);
    const takeDue = async (store: Store, by: string, limit = 10) =>
      jobsOf(await store.jobs.takeDue({ by, limit }));
    async function taken(store: Store, { id }: Job, by: string): Promise<TakenJob> {
      return (await store.jobs.take(id, by)) ?? assert.fail(`${by} does not get ${id}`);
    }
    const end = async (...jobs: readonly Job[]): Promise<void> => {
      for (const job of jobs) await subject.pair.one.jobs.wake(job.id, null);
    };
    /** An embedded store keeps no account of processes. */
    const isShared = (): boolean => subject.pair.one.kind === 'postgres';

    before(async () => {
      for (const by of ['a', 'b']) await subject.pair.one.processes.enter(by, 1e12);
    });

    test('what is due is taken, the earliest first, and no more than asked for', async () => {
      const { one } = subject.pair;
      const [late, early, future, never] = [sampleJob(), sampleJob(), sampleJob(), sampleJob()];
      await one.jobs.insert(late, soon(-10));
      await one.jobs.insert(early, soon(-20));
      await one.jobs.insert(future, soon(1));
      await one.jobs.insert(never, null);
      assert.deepEqual(await takeDue(one, 'a', 1), [early]);
      assert.deepEqual(await takeDue(one, 'a'), [late]);
      assert.deepEqual(await takeDue(one, 'a'), []);
      subject.clock.nowMs += 1;
      assert.deepEqual(await takeDue(one, 'a'), [future]);
      await end(late, early, future);
    });

    test('one job is taken when it is due and free, and only then', async () => {
      const { one, other } = subject.pair;
      const [job, future] = [sampleJob(), sampleJob()];
      await one.jobs.insert(job, soon(0));
      await one.jobs.insert(future, soon(5));
      assert.equal(await one.jobs.take(future.id, 'a'), undefined);
      assert.equal(await one.jobs.take('unknown', 'a'), undefined);
      assert.deepEqual(await taken(one, job, 'a'), { id: job.id, hold: { by: 'a', epoch: 1 }, job });
      assert.equal(await other.jobs.take(job.id, 'b'), undefined);
      await end(job, future);
    });

    test('a job stored with a hold is its holder’s from the beginning', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      const hold = { by: 'a', epoch: 1 };
      await one.jobs.insert(job, soon(0), hold);
      assert.deepEqual(await takeDue(other, 'b'), []);
      const saved = await one.jobs.save(job, soon(0), { hold });
      await one.jobs.rest({ id: job.id, hold, version: saved.version, wakeAtMs: soon(0) });
      assert.deepEqual((await taken(other, job, 'b')).hold, { by: 'b', epoch: 2 });
      await end(job);
    });

    test('who lost a job can neither save it nor release it, also when nobody has it or it has it again', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, soon(0));
      const first = await taken(one, job, 'a');
      const rested = { id: job.id, version: job.version, wakeAtMs: soon(0) };
      await one.jobs.rest({ ...rested, hold: first.hold });
      const isLost = async (): Promise<void> => {
        await assert.rejects(one.jobs.save(job, null, { hold: first.hold }), HoldLostError);
        await assert.rejects(
          one.transaction(({ jobs }) => jobs.save(job, null, { hold: first.hold })),
          HoldLostError,
        );
        await assert.rejects(one.jobs.requireHeld(job.id, first.hold), HoldLostError);
        await one.jobs.rest({ ...rested, hold: first.hold, wakeAtMs: null });
        assert.equal(
          await one.jobs.fail({ ...rested, hold: first.hold, reason: '', pausesMs: [] }),
          undefined,
        );
      };
      await isLost();
      const second = await taken(other, job, 'b');
      await isLost();
      await other.jobs.requireHeld(job.id, second.hold);
      await other.jobs.rest({ ...rested, hold: second.hold });
      const third = await taken(one, job, 'a');
      await isLost();
      const saved = await one.jobs.save(job, soon(0), { hold: third.hold });
      await assert.rejects(one.jobs.save(job, soon(0), { hold: third.hold }), StaleJobError);
      assert.equal(saved.version, job.version + 1);
      await end(job);
    });

    test('a job that was released keeps the moment that someone else’s save has set in between', async () => {
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, soon(0));
      const { hold } = await taken(one, job, 'a');
      const saved = await other.jobs.save(job, soon(40));
      await one.jobs.rest({ id: job.id, hold, version: job.version, wakeAtMs: null });
      assert.deepEqual(await takeDue(one, 'b'), []);
      subject.clock.nowMs += 40;
      const next = await taken(one, job, 'b');
      assert.deepEqual(next.job, saved);
      await one.jobs.rest({ id: job.id, hold: next.hold, version: saved.version, wakeAtMs: null });
      subject.clock.nowMs += 9_000;
      assert.deepEqual(await takeDue(one, 'b'), []);
    });

    test('of many takers at once no two get the same job, and every job gets a holder', async () => {
      const { one, other } = subject.pair;
      const inserted = Array.from({ length: 60 }, () => sampleJob());
      for (const job of inserted) await one.jobs.insert(job, soon(0));
      const all: string[] = [];
      for (let round = 0; all.length < inserted.length && round < 20; round += 1) {
        const takes = await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            (index % 2 === 0 ? one : other).jobs.takeDue({ by: index % 2 === 0 ? 'a' : 'b', limit: 5 }),
          ),
        );
        all.push(...takes.flat().map(({ id }) => id));
      }
      assert.deepEqual(all.toSorted(), inserted.map((job) => job.id).toSorted());
      await end(...inserted);
    });

    test('the jobs of a process are free once it has left, or counts as dead, and not before', async () => {
      const { one, other } = subject.pair;
      const [left, died, kept] = [sampleJob(), sampleJob(), sampleJob()];
      for (const job of [left, died, kept]) await one.jobs.insert(job, soon(0));
      for (const by of ['leaving', 'dying', 'living']) await one.processes.enter(by, ALIVE_MS);
      await taken(one, left, 'leaving');
      await taken(one, died, 'dying');
      await taken(one, kept, 'living');
      await one.processes.leave('leaving');
      assert.deepEqual(await takeDue(other, 'b'), [left]);
      subject.clock.nowMs += ALIVE_MS;
      assert.equal(await one.processes.renew('living', ALIVE_MS), true);
      await other.processes.reap();
      assert.deepEqual(await takeDue(other, 'b'), []);
      subject.clock.nowMs += 1;
      assert.equal(await other.processes.reap(), 1);
      assert.equal(await other.processes.reap(), 0);
      assert.deepEqual(await takeDue(other, 'b'), [died]);
      assert.equal(await one.processes.renew('dying', ALIVE_MS), false);
      await end(left, died, kept);
      await one.processes.leave('living');
    });

    test('a process that counts as dead gets no job, neither a waiting one nor one it stores', async () => {
      if (!isShared()) return;
      const { one, other } = subject.pair;
      const [waiting, own] = [sampleJob(), sampleJob()];
      await one.jobs.insert(waiting, soon(0));
      await one.processes.enter('late', ALIVE_MS);
      subject.clock.nowMs += ALIVE_MS;
      assert.deepEqual(await takeDue(one, 'late'), []);
      const hold = { by: 'late', epoch: 1 };
      await one.jobs.insert(own, soon(0), hold);
      await assert.rejects(one.jobs.save(own, null, { hold }), HoldLostError);
      assert.equal((await takeDue(other, 'b')).length, 2);
      await end(waiting, own);
      await one.processes.leave('late');
    });

    test('what a process takes while it is declared dead is free as well', async () => {
      if (!isShared()) return;
      const { one, other } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, soon(0));
      await one.processes.enter('racing', ALIVE_MS);
      const [isTaken, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const taking = one.transaction(async ({ jobs }) => {
        assert.equal((await jobs.takeDue({ by: 'racing', limit: 1 })).length, 1);
        isTaken.resolve();
        await mayEnd.promise;
      });
      await isTaken.promise;
      subject.clock.nowMs += ALIVE_MS + 1;
      const reaping = other.processes.reap();
      // Long enough for one that does not wait to be through.
      for (let times = 0; times < 50; times += 1) await other.ping();
      mayEnd.resolve();
      await taking;
      assert.equal(await reaping, 1);
      assert.deepEqual(await takeDue(other, 'b'), [job]);
      await end(job);
    });

    test('a job whose runs fail rests longer each time, and is parked in the end', async () => {
      const { one } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, soon(0));
      const failAgain = async (): Promise<unknown> => {
        const { hold } = await taken(one, job, 'a');
        return one.jobs.fail({ id: job.id, hold, reason: 'as told', pausesMs: [10, 20] });
      };
      assert.equal(await failAgain(), 'paused');
      subject.clock.nowMs += 9;
      assert.equal(await one.jobs.take(job.id, 'a'), undefined);
      subject.clock.nowMs += 1;
      const { hold } = await taken(one, job, 'a');
      await one.jobs.rest({ id: job.id, hold, version: job.version, wakeAtMs: soon(0) });
      assert.equal(await failAgain(), 'paused', 'a good run starts the count again');
      subject.clock.nowMs += 10;
      assert.equal(await failAgain(), 'paused');
      subject.clock.nowMs += 19;
      assert.equal(await one.jobs.take(job.id, 'a'), undefined);
      subject.clock.nowMs += 1;
      assert.equal(await failAgain(), 'parked');
      subject.clock.nowMs += 1e9;
      assert.equal(await one.jobs.take(job.id, 'a'), undefined);
      const [row] = await subject.pair.rows(
        `select attempts_failed, dead_reason, dead_at is null as alive from jobs where id = '${job.id}'`,
      );
      assert.equal(Number(row?.['attempts_failed']), 3);
      assert.equal(row?.['dead_reason'], 'as told');
      assert.ok(row?.['alive'] === 0 || row?.['alive'] === false);
    });

    test('processes of the former release get none of these jobs, and keep theirs while they hold them', async () => {
      const { one } = subject.pair;
      const [stored, taken_, theirs, lapsed] = [sampleJob(), sampleJob(), sampleJob(), sampleJob()];
      for (const job of [stored, taken_, theirs, lapsed]) await one.jobs.insert(job, soon(0));
      const ofTheirs = async (job: Job, until: number): Promise<void> =>
        subject.pair.change(
          `update jobs set lease_owner = 'old', lease_until = ${until} where id = '${job.id}'`,
        );
      await ofTheirs(theirs, soon(1e6));
      await ofTheirs(lapsed, soon(-1e6));
      const { hold } = await taken(one, taken_, 'a');
      await one.jobs.rest({ id: taken_.id, hold, version: taken_.version, wakeAtMs: soon(0) });
      // A member's click in a process of that release makes it due the way it did.
      await subject.pair.change(`update jobs set wake_at = ${soon(-5)} where id = '${taken_.id}'`);
      const wouldTake = await subject.pair.rows(`select id from jobs where wake_at <= ${soon(1e5)}
        and (lease_until is null or lease_until <= ${soon(1e5)}) order by wake_at, id limit 10`);
      assert.deepEqual(
        wouldTake.map(({ id }) => id),
        [lapsed.id],
        'what that release would take',
      );
      const got = (await one.jobs.takeDue({ by: 'a', limit: 10 })).map(({ id }) => id);
      assert.deepEqual(got.toSorted(), [stored.id, taken_.id, lapsed.id].toSorted());
      assert.deepEqual(
        await subject.pair.rows(
          `select id from jobs where lease_until is null or lease_until <= ${soon(1e5)}`,
        ),
        [],
        'once taken over it stays here',
      );
      await end(stored, taken_, theirs, lapsed);
    });

    test('a record of a newer release is left to that release', async () => {
      const { one } = subject.pair;
      const job = sampleJob();
      await one.jobs.insert(job, soon(0));
      await subject.pair.change(`update jobs set format = 99 where id = '${job.id}'`);
      assert.equal(await one.jobs.take(job.id, 'a'), undefined);
      assert.deepEqual(await takeDue(one, 'a'), []);
      await end(job);
    });
  },
};
