import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

function isFailed(job: Job): boolean {
  return job.work.stage === 'failed' && job.delivery.state === 'done';
}

function codeOf(job: Job): string {
  return job.work.stage === 'failed' ? job.work.failure.code : job.work.stage;
}

describe('a fault after AudioPod has the job', () => {
  let world: World;
  before(async () => {
    // The pauses between tries add up to most of an hour.
    world = await startWorld({ speedUp: 500, limits: { memberDaily: fromDollars(9) } });
  });
  after(() => world[Symbol.asyncDispose]());
  afterEach(() => world.sandbox.control.faults.clear());

  async function start(change: (dependencies: JobDependencies) => JobDependencies): Promise<string> {
    await world.kill((dependencies) => change(dependencies));
    return (await world.jobs.start(speech(), 'Hello', ORIGIN)).id;
  }

  /** Starts the process again without faults, asks for the result, and expects it posted and paid. */
  async function fetched(id: string): Promise<Job> {
    const posts = world.platform.posts.length;
    await world.kill();
    await world.jobs.fetch(id, ORIGIN);
    const job = await world.settled(
      id,
      (now) => now.delivery.state === 'done' && now.work.stage === 'encoded',
    );
    assert.equal(world.platform.posts.length, posts + 1);
    assert.equal(world.platform.posts.at(-1)?.files.length, 1);
    return job;
  }

  it('does not undo a step that is on record when only tidying up behind it fails', async () => {
    const id = await start((dependencies) => ({
      ...dependencies,
      folders: {
        ...dependencies.folders,
        removeTemp: () => Promise.reject(new Error('busy')),
        removeUndelivered: async () => undefined,
      },
    }));
    const job = await world.settled(id);
    assert.equal(codeOf(job), 'encoded');
    assert.equal(job.money.state, 'settled');
  });

  it('keeps the money in doubt, and the result within reach, when the watch breaks for good', async () => {
    const id = await start((dependencies) => ({
      ...dependencies,
      accounts: {
        ...dependencies.accounts,
        watcher: {
          ...dependencies.accounts.watcher,
          watch: () => {
            throw new Error('broken');
          },
        },
      },
    }));
    const failed = await world.settled(id, isFailed);
    assert.equal(codeOf(failed), 'internal');
    assert.equal(failed.money.state, 'in-doubt', 'AudioPod may well charge for it');
    const post = world.platform.posts.at(-1);
    assert.deepEqual(post?.actions, [{ kind: 'fetch', jobId: id }]);
    assert.match(post?.text ?? '', /may have been charged.*`\/jobs fetch`/);
    assert.equal((await fetched(id)).money.state, 'settled');
  });

  const BROKEN_ENCODERS = ['ffmpeg-missing', 'ffmpeg-timeout', 'internal'] as const;
  for (const code of BROKEN_ENCODERS) {
    it(`leaves a result that could not be converted (${code}) to be fetched later, and says so`, async () => {
      const id = await start((dependencies) => ({
        ...dependencies,
        audio: {
          ...dependencies.audio,
          encode: () => Promise.reject(new BotError(code, 'as told by the test')),
        },
      }));
      const failed = await world.settled(id, isFailed);
      assert.equal(codeOf(failed), code);
      assert.equal(failed.money.state, 'settled');
      assert.deepEqual(world.platform.posts.at(-1)?.actions, [{ kind: 'fetch', jobId: id }]);
      assert.match(world.platform.posts.at(-1)?.text ?? '', /Cost: .* Get the result with `\/jobs fetch`/);
      await fetched(id);
    });
  }

  it('waits for a key that is being changed instead of dropping what was paid for', async () => {
    let isRefused = true;
    const id = await start((dependencies) => ({
      ...withService(dependencies, 'voice', (voice) => ({
        async job(...order) {
          if (isRefused) throw new BotError('audiopod-unauthorized', 'as told by the test');
          return voice.job(...order);
        },
      })),
      download: async (...order) => {
        if (isRefused) throw new BotError('result-link-expired', 'as told by the test');
        return dependencies.download(...order);
      },
    }));
    await world.settled(id, (job) => job.attempt >= 3);
    isRefused = false;
    assert.equal(codeOf(await world.settled(id)), 'encoded');
  });

  it('keeps the money of a found submission in doubt when AudioPod then knows nothing of it', async () => {
    const song = join(world.folder, 'song.wav');
    await makeSongFile(song, 2);
    await world.kill();
    world.sandbox.control.faults.add({ on: 'stems.submit', fault: { kind: 'drop', when: 'after' } });
    for (const on of ['stems.status', 'stems.job']) {
      world.sandbox.control.faults.add({ on, times: 'lasting', fault: { kind: 'status', status: 404 } });
    }
    const { id } = await world.jobs.start(
      stemsOf(await world.platform.attach(song, 'song.wav')),
      'song',
      ORIGIN,
    );
    const job = await world.settled(id, isFailed);
    assert.equal(codeOf(job), 'audiopod-not-found');
    assert.equal(job.money.state, 'in-doubt');
    assert.deepEqual(
      world.platform.posts.at(-1)?.actions.map((action) => action.kind),
      ['fetch', 'retry'],
    );
    world.sandbox.control.faults.clear();
    await world.jobs.fetch(id, ORIGIN);
    const found = await world.settled(
      id,
      (now) => now.work.stage === 'encoded' && now.delivery.state === 'done',
    );
    assert.equal(found.money.state, 'settled');
    assert.equal(world.platform.posts.at(-1)?.files.length, 2);
  });

  it('gives up on a place that refuses what it announces to take, instead of converting for ever', async () => {
    world.platform.refusePosts(new BotError('files-too-large-here', 'as told by the test'), 1);
    const id = await start((dependencies) => dependencies);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'undeliverable');
    assert.equal(job.history.filter((entry) => entry.event === 'encoded').length, 1);
    await fetched(id);
  });
});

describe('a job whose work has to begin again', () => {
  it('holds what it costs now when the sound is another', async () => {
    let isBlocked = true;
    await using world = await startWorld({}, (dependencies) =>
      withService(dependencies, 'stems', (stems) => ({
        async extract(order, signal) {
          if (isBlocked) throw new BotError('audiopod-busy', 'as told by the test');
          return stems.extract(order, signal);
        },
      })),
    );
    const [song, longer] = ['song.wav', 'longer.wav'].map((name) => join(world.folder, name));
    assert.ok(song !== undefined && longer !== undefined);
    await makeSongFile(song, 2);
    await makeSongFile(longer, 30);
    const attached = await world.platform.attach(song, 'song.wav');
    const { id } = await world.jobs.start(stemsOf({ ...attached, sizeBytes: 1 }), 'song', ORIGIN);
    const held = await world.settled(id, (job) => job.attempt === 1);
    assert.equal(held.money.state === 'held' && held.money.amount, 10_000);
    await copyFile(longer, song);
    await world.dependencies.folders.removeTemp(id);
    isBlocked = false;
    const job = await world.settled(id);
    assert.equal(job.quote?.amount, 50_000);
    assert.ok(held.money.state === 'held' && job.money.state === 'settled');
    assert.equal(job.money.amount, 50_000);
    assert.notEqual(job.money.reservation, held.money.reservation);
    assert.deepEqual(await world.store.ledger.open(), [], 'the first was released');
  });
});
