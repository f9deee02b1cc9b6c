import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { statusSources } from '../../../src/core/accounts/read-provider-job.ts';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { createEngine } from '../../../src/core/jobs/engine/engine.ts';
import { createMemberJobs } from '../../../src/core/jobs/manage/create-member-jobs.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { ZERO } from '../../../src/core/model/money/money.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openStore } from '../../../src/core/store/open-store.ts';
import { openLearnedDurations } from '../../../src/core/watcher/learned-durations.ts';
import { createWatcher } from '../../../src/core/watcher/watcher.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { failingStore } from '../../fakes/failing-store.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { startPostgres, type TestPostgres } from '../../fakes/postgres.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, speech, startWorld, stemsOf, WIDE_CAPS, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

const SPEED_UP = 30;
const PACE = { aliveMs: 30_000, lookEveryMs: 500 };
/** Where both live, nothing is to go on because a slow machine lets a process count as dead. */
const BOTH_LIVE = { ...PACE, aliveMs: 1e12 };

/** One bot in two processes: two stores and two engines on one database, one AudioPod, one platform. */
interface TwoProcesses extends AsyncDisposable {
  readonly world: World;
  /** The store of the second process. */
  readonly other: Store;
  /** Starts the second process. */
  startOther(change?: (dependencies: JobDependencies) => JobDependencies): Promise<void>;
}

async function twoProcesses(
  server: TestPostgres,
  change: (dependencies: JobDependencies) => JobDependencies = (same) => same,
  pace = PACE,
): Promise<TwoProcesses> {
  const url = await server.createDatabase();
  const clock = fastClock(SPEED_UP);
  const stores: Store[] = [
    await openStore({ url, clock, sharedClock: clock }),
    await openStore({ url, clock, sharedClock: clock }),
  ];
  const [one, other] = stores;
  assert.ok(one !== undefined && other !== undefined);
  const world = await startWorld({ speedUp: SPEED_UP, engine: pace, store: one }, change);
  const ends: (() => Promise<void>)[] = [];
  return {
    world,
    other,
    async startOther(changeOther = (same) => same) {
      const { accounts } = world.dependencies;
      const { audiopod } = accounts;
      const watcher = createWatcher({
        services: statusSources(audiopod),
        readsPerMinute: 600,
        clock: world.clock,
        random: Math.random,
        durations: await openLearnedDurations(other.cache('durations')),
      });
      const engine = createEngine(
        changeOther({ ...world.dependencies, store: other, accounts: { ...accounts, watcher } }),
        pace,
      );
      await engine.start();
      ends.push(async () => {
        await engine.drain(1e12);
        await watcher.close();
      });
    },
    async [Symbol.asyncDispose]() {
      for (const end of ends) await end();
      await world[Symbol.asyncDispose]();
      for (const store of stores) await store.close();
    },
  };
}

async function assertDone(world: World, ids: readonly string[]): Promise<void> {
  const jobs: Job[] = [];
  for (const id of ids) jobs.push(await world.settled(id));
  for (const job of jobs) {
    assert.equal(job.work.stage, 'encoded', JSON.stringify(job.history));
    assert.equal(job.money.state, 'settled');
  }
  assert.deepEqual(
    world.platform.posts.map((post) => post.jobId).toSorted(),
    ids.toSorted(),
    'each was posted once',
  );
  assert.deepEqual(await world.store.ledger.open(), []);
}

describe('two processes on one database', () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('share the jobs of a tenant: each is submitted once and posted once', async () => {
    await using both = await twoProcesses(server, (same) => same, BOTH_LIVE);
    const { world } = both;
    await both.startOther();
    const started = await Promise.all(
      Array.from({ length: 8 }, (_, index) => world.jobs.start(speech(`Number ${index}`), 'Hello', ORIGIN)),
    );
    await assertDone(
      world,
      started.map((job) => job.id),
    );
    assert.equal(world.sandbox.control.jobs.submits()['voice'], started.length);
  });

  it('go ahead once with a price that is confirmed in both at the same moment, and count it once', async () => {
    await using both = await twoProcesses(server, (same) => same, BOTH_LIVE);
    const { world, other } = both;
    await both.startOther();
    const { clock, store } = world;
    const by = { member: 'fake:admin', nowMs: clock.now() };
    await store.rules.changeTenant(ORIGIN.tenant, by, (rules) => ({ ...rules, confirmAbove: ZERO }));
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const { quote } = await world.settled(id, ({ work }) => work.stage === 'confirming');
    const price = quote?.amount ?? ZERO;
    const desks = [
      world.jobs,
      createMemberJobs({ jobLimits: { ...WIDE_CAPS, maxWaitingJobs: 100 }, store: other, clock }),
    ];
    await Promise.all([...desks, ...desks].map((desk) => desk.confirm(id, price, ORIGIN)));
    await assertDone(world, [id]);
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 1);
    const { history } = await world.jobs.find(id, ORIGIN);
    assert.equal(history.filter(({ event }) => event === 'confirmed').length, 1);
    assert.deepEqual(await other.ledger.charged(0, clock.now() + 1), { amount: price, jobs: 1 });
    assert.deepEqual(await other.ledger.charged(0, 1), { amount: 0, jobs: 0 });
  });

  it('stand in for each other: what a dead one held goes on when that counts as dead', async () => {
    let died = Promise.resolve();
    await using both = await twoProcesses(server, (dependencies) => {
      // Dies with AudioPod's id of the job in its hands only when that is on record: at the save behind it.
      const crashing = crashingStore(dependencies.store, { transaction: 4, side: 'before' });
      died = crashing.died;
      return { ...dependencies, store: crashing.store };
    });
    const { world } = both;
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    await died;
    await both.startOther();
    await assertDone(world, [id]);
    assert.equal(world.sandbox.control.jobs.submits()['voice'], 1);
    // Nobody waits at the end for what the dead one had begun.
    await world.kill();
  });

  it('break off an upload when its job is lost, before the other may take that job', async () => {
    const sent = Promise.withResolvers<void>();
    let brokenOffMs = Number.POSITIVE_INFINITY;
    await using both = await twoProcesses(server, (dependencies) => {
      const cut = failingStore(dependencies.store, dependencies.clock);
      return {
        ...withService(dependencies, 'stems', (stems) => ({
          async extract(order, signal) {
            cut.goAway(4 * PACE.aliveMs);
            sent.resolve();
            await new Promise((_, reject) => {
              const breakOff = (): void => {
                brokenOffMs = dependencies.clock.now();
                reject(signal.reason);
              };
              signal.addEventListener('abort', breakOff, { once: true });
            });
            return stems.extract(order, signal);
          },
        })),
        store: cut.store,
      };
    });
    const { world } = both;
    const song = `${world.folder}/song.wav`;
    await makeSongFile(song, 2);
    const { id } = await world.jobs.start(
      stemsOf(await world.platform.attach(song, 'song.wav')),
      'song',
      ORIGIN,
    );
    await sent.promise;
    await both.startOther();
    const job = await world.settled(id);
    const taken = job.history.find((entry) => entry.event === 'in-doubt');
    assert.ok(taken !== undefined && brokenOffMs <= taken.atMs, 'broken off before the other took it');
    assert.equal(job.work.stage, 'failed');
    assert.equal(world.sandbox.control.jobs.submits()['stems'], 0);
  });
});
