import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobDependencies } from '../../../../src/core/jobs/context/job-context.ts';
import { createMemberJobs } from '../../../../src/core/jobs/manage/create-member-jobs.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import { isJobOver } from '../../../../src/core/model/job/job.ts';
import type { Post } from '../../../../src/core/ports/delivery.ts';
import type { JobRecords, Store } from '../../../../src/core/ports/store.ts';
import { jobsWith } from '../../../fakes/jobs-with.ts';
import { ORIGIN, speech, startWorld, type World } from '../../../fakes/world.ts';

/** A dependencies whose adapter lets the test look on while it posts. */
function watchedPosts(onPost: (post: Post, signal: AbortSignal) => Promise<void>) {
  return (dependencies: JobDependencies): JobDependencies => ({
    ...dependencies,
    platform: (name) => {
      const platform = dependencies.platform(name);
      return {
        ...platform,
        adapter: {
          ...platform.adapter,
          async post(origin, post, signal) {
            await onPost(post, signal);
            return platform.adapter.post(origin, post, signal);
          },
        },
      };
    },
  });
}

/** A world whose engine has looked for due jobs, and does not do so again by itself for a day. */
async function worldThatHasLooked(maxActive: number): Promise<World> {
  const looked = Promise.withResolvers<void>();
  const world = await startWorld({ engine: { maxActive, lookEveryMs: 24 * 3_600_000 } }, (dependencies) => ({
    ...dependencies,
    store: {
      ...dependencies.store,
      jobs: jobsWith(dependencies.store.jobs, {
        async queues(...asked) {
          // Asked last.
          looked.resolve();
          return dependencies.store.jobs.queues(...asked);
        },
      }),
    },
  }));
  await looked.promise;
  return world;
}

describe('the engine', () => {
  it('works on no more jobs at once than it has places, also when many stop waiting together', async () => {
    const places = 2;
    const jobs = 7;
    let active = 0;
    let most = 0;
    const full = Promise.withResolvers<void>();
    await using world = await startWorld({ engine: { maxActive: places } }, (dependencies) => ({
      ...dependencies,
      async download(...order) {
        active += 1;
        most = Math.max(most, active);
        if (active === places) full.resolve();
        await full.promise;
        // Time for one too many to begin.
        await dependencies.clock.sleep(10_000, order[2].signal);
        active -= 1;
        return dependencies.download(...order);
      },
    }));
    const { control } = world.sandbox;
    const hold = control.faults.add({ on: 'voice.submit', times: 'lasting', fault: { kind: 'hold' } });
    const started = await Promise.all(
      Array.from({ length: jobs }, (_, index) =>
        world.jobs.start(speech(`Number ${index}`), 'Hello', ORIGIN),
      ),
    );
    for (const { id } of started) await world.settled(id, (job) => job.work.stage === 'watching');
    control.faults.remove(hold.id);
    for (const job of control.jobs.list('voice')) assert.ok(control.jobs.release('voice', job.id));
    for (const { id } of started) await world.settled(id);
    assert.equal(world.platform.posts.length, jobs);
    assert.equal(most, places);
  });

  it('goes on with a new job where it has a place for it, and finds the others on record', async () => {
    const leases: unknown[] = [];
    await using world = await worldThatHasLooked(1);
    const heard = (records: JobRecords): JobRecords =>
      new Proxy(records, {
        get: (jobs, name): unknown =>
          name !== 'insert'
            ? Reflect.get(jobs, name)
            : (...given: Parameters<typeof jobs.insert>) => {
                leases.push(given[2]);
                return jobs.insert(...given);
              },
      });
    const transaction: Store['transaction'] = (body) =>
      world.store.transaction((records) => body({ ...records, jobs: heard(records.jobs) }));
    const desk = createMemberJobs({
      ...world.dependencies,
      store: { ...world.store, transaction },
      takePlace: () => world.engine().takePlace(),
    });
    const jobs = await Promise.all(
      ['one', 'two', 'three'].map((text) => desk.start(speech(text), text, ORIGIN)),
    );
    assert.deepEqual(leases, [leases[0] ?? assert.fail('nobody begins with it'), undefined, undefined]);
    for (const { id } of jobs) assert.ok(isJobOver(await world.settled(id)));
    assert.equal(world.platform.posts.length, jobs.length);
  });

  it('keeps a place only for a job that comes, and none once it stops', async () => {
    await using world = await worldThatHasLooked(1);
    const engine = world.engine();
    const broken = createMemberJobs({
      ...world.dependencies,
      store: {
        ...world.store,
        transaction: () => Promise.reject(new BotError('ledger-unavailable', 'as told by the test')),
      },
      takePlace: () => engine.takePlace(),
    });
    await assert.rejects(broken.start(speech(), 'Hello', ORIGIN), { code: 'start-unsure' });
    const place = engine.takePlace() ?? assert.fail('it was released');
    assert.equal(engine.takePlace(), undefined);
    place[Symbol.dispose]();
    await engine.drain(30_000);
    assert.equal(engine.takePlace(), undefined);
  });

  it('looks in time for a job that waits, and at once for one that someone wants more of', async () => {
    await using world = await worldThatHasLooked(2);
    world.sandbox.control.faults.add({
      on: 'voice.submit',
      fault: { kind: 'status', status: 429, retryAfterSeconds: 0 },
    });
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(id);
    await world.jobs.fetch(id, ORIGIN);
    await world.settled(id, ({ delivery }) => delivery.state === 'done' && delivery.round === 1);
    assert.equal(world.platform.posts.length, 2);
  });

  it('lets a message that is on its way arrive when the process is told to stop', async () => {
    const posting = Promise.withResolvers<AbortSignal>();
    const arrived = Promise.withResolvers<void>();
    await using world = await startWorld(
      {},
      watchedPosts(async (_post, signal) => {
        posting.resolve(signal);
        await arrived.promise;
      }),
    );
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const signal = await posting.promise;
    const drained = world.engine().drain(1e12);
    assert.equal(signal.aborted, false);
    arrived.resolve();
    await drained;
    const job = await world.store.jobs.get(id);
    assert.equal(job?.delivery.state, 'done', 'the message is on record before the process ends');
    await world.restart();
    await world.settled(id);
    assert.equal(world.platform.posts.length, 1);
  });

  it('takes up again what could not be released, without a restart', async () => {
    let isDown = false;
    const failed = Promise.withResolvers<void>();
    await using world = await startWorld({ engine: { aliveMs: 30_000 } }, (dependencies) => ({
      ...dependencies,
      store: {
        ...dependencies.store,
        jobs: jobsWith(dependencies.store.jobs, {
          async rest(end) {
            if (isDown) {
              failed.resolve();
              throw new Error('as told by the test');
            }
            return dependencies.store.jobs.rest(end);
          },
        }),
      },
    }));
    world.sandbox.control.faults.add({
      on: 'voice.submit',
      fault: { kind: 'status', status: 429, retryAfterSeconds: 3_600 },
    });
    isDown = true;
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await world.settled(id, (job) => job.attempt === 1);
    await failed.promise;
    isDown = false;
    assert.ok(isJobOver(await world.settled(id)));
    assert.equal(world.platform.posts.length, 1);
  });

  it('wakes only the first in line, as soon as a place is free and not when its job is delivered', async () => {
    const woken: string[] = [];
    const mayArrive = Promise.withResolvers<void>();
    await using world = await startWorld({ jobLimits: { maxJobsPerMember: 1 } }, (dependencies) => ({
      ...watchedPosts(() => mayArrive.promise)(dependencies),
      store: {
        ...dependencies.store,
        jobs: new Proxy(dependencies.store.jobs, {
          get(jobs, name) {
            const value: unknown = Reflect.get(jobs, name);
            if (typeof value !== 'function') return value;
            return (...given: unknown[]): unknown => {
              if (name === 'wake') woken.push(String(given[0]));
              return value.apply(jobs, given);
            };
          },
        }),
      },
    }));
    const hold = world.sandbox.control.faults.add({
      on: 'voice.submit',
      times: 'lasting',
      fault: { kind: 'hold' },
    });
    const first = await world.jobs.start(speech('one'), 'one', ORIGIN);
    await world.settled(first.id, (job) => job.work.stage === 'watching');
    const second = await world.jobs.start(speech('two'), 'two', ORIGIN);
    const third = await world.jobs.start(speech('three'), 'three', ORIGIN);
    const [held] = world.sandbox.control.jobs.list('voice');
    assert.ok(held !== undefined && world.sandbox.control.jobs.release('voice', held.id));
    await world.settled(second.id, (job) => job.work.stage === 'watching');
    assert.deepEqual(woken, [second.id]);
    assert.equal((await world.store.jobs.get(first.id))?.delivery.state, 'pending');
    assert.equal((await world.store.jobs.get(third.id))?.work.stage, 'received');
    world.sandbox.control.faults.remove(hold.id);
    for (const job of world.sandbox.control.jobs.list('voice'))
      world.sandbox.control.jobs.release('voice', job.id);
    mayArrive.resolve();
    for (const job of [first, second, third]) await world.settled(job.id);
    assert.equal(world.platform.posts.length, 3);
  });
});
