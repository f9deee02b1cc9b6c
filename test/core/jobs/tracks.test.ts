import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import type { Track } from '../../../src/core/model/job/job-files.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { jobsWith } from '../../fakes/jobs-with.ts';
import { ORIGIN, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { attachSong, charged, heldAndSpent, nothingLeftBehind } from './world-checks.ts';

const NAMES = ['bass', 'drums', 'other', 'vocals'] as const;
/** A job of four stems is saved that often: five times before its result is made, then for each thing reached. */
const BEFORE_RESULT = 5;
const SAVES = 2 * NAMES.length;
/** The other points are taken with `npm run prove`. */
const POINTS =
  process.env['PROVE'] === undefined
    ? [2, NAMES.length, NAMES.length + 2]
    : Array.from({ length: SAVES }, (_, index) => index + 1);

function tracksOf({ work }: Job): readonly Track[] {
  return work.stage === 'completed' ? (work.tracks ?? []) : [];
}

function namesIn(tracks: readonly Track[], ...states: readonly Track['state'][]): readonly string[] {
  return tracks.filter(({ state }) => states.includes(state)).map(({ name }) => name);
}

describe('the tracks of one result', () => {
  let world: World;
  let source: Awaited<ReturnType<typeof attachSong>>;
  /** What the process that lives now has done for tracks. */
  let done: { readonly downloads: string[]; readonly encodings: string[] };
  /** Runs before a download, and may fail it. */
  let onDownload = async (_name: string): Promise<void> => {};

  const counted = (dependencies: JobDependencies): JobDependencies => {
    const own = { downloads: [] as string[], encodings: [] as string[] };
    done = own;
    onDownload = async () => {};
    return {
      ...dependencies,
      download: async (url, path, options) => {
        const name = NAMES.find((one) => url.includes(`/${one}.`));
        if (name !== undefined) {
          own.downloads.push(name);
          await onDownload(name);
        }
        return dependencies.download(url, path, options);
      },
      audio: {
        ...dependencies.audio,
        encode: async (order, signal) => {
          own.encodings.push(order.input.name);
          return dependencies.audio.encode(order, signal);
        },
      },
    };
  };
  const begin = async (): Promise<Job> => world.jobs.start(stemsOf(source, 'four'), 'song', ORIGIN);
  const kill = (store?: Store): Promise<void> =>
    world.kill((dependencies) => counted({ ...dependencies, ...(store !== undefined && { store }) }));

  async function assertDone(id: string): Promise<void> {
    const job = await world.settled(id);
    assert.deepEqual([job.work.stage, job.delivery.state], ['encoded', 'done'], JSON.stringify(job.history));
    const post = world.platform.posts.at(-1);
    assert.equal(post?.jobId, id);
    assert.equal(post?.files.length, NAMES.length);
    assert.ok(post?.picture !== undefined);
    assert.deepEqual(await heldAndSpent(world), { held: 0, spent: charged(world) });
    await nothingLeftBehind(world);
  }

  before(async () => {
    world = await startWorld({ speedUp: 1_000, limits: { memberDaily: fromDollars(9) } }, counted);
    source = await attachSong(world, 2, 'song.wav');
  });
  after(() => world[Symbol.asyncDispose]());

  it('are encoded while others are still downloaded, two at a time, and the progress says how many are ready', async () => {
    const isHeld = Promise.withResolvers<void>();
    const running = new Set<string>();
    let most = 0;
    onDownload = async (name) => {
      running.add(name);
      most = Math.max(most, running.size);
      if (name === done.downloads.at(-1) && done.downloads.length === NAMES.length) await isHeld.promise;
      running.delete(name);
    };
    const { id } = await begin();
    const waiting = await world.settled(
      id,
      (job) => namesIn(tracksOf(job), 'encoded').length === NAMES.length - 1,
    );
    assert.deepEqual(namesIn(tracksOf(waiting), 'awaited'), [done.downloads.at(-1)]);
    isHeld.resolve();
    await assertDone(id);
    assert.ok(most <= 2, `${most} at a time`);
    const shown = world.platform.progress.filter(({ jobId }) => jobId === id).map(({ text }) => text);
    assert.ok(
      shown.some((text) => text.startsWith('3 of 4 tracks ready…')),
      shown.join('\n'),
    );
  });

  for (const point of POINTS) {
    for (const side of ['before', 'after'] as const) {
      it(`are not repeated by a death ${side} save ${point} of them`, async () => {
        const crashing = crashingStore(world.store, { transaction: BEFORE_RESULT + point - 1, side });
        await kill(crashing.store);
        const { id } = await begin();
        const ended = world.settled(id).then(() => 'ended');
        const first = await Promise.race([crashing.died.then(() => 'died'), ended]);
        const left = await world.store.jobs.get(id);
        assert.ok(left !== undefined);
        if (first === 'died') await kill();
        await assertDone(id);
        if (first === 'ended' || left.work.stage !== 'completed') return;
        const tracks = tracksOf(left);
        const isBegun = tracks.length > 0;
        assert.deepEqual(
          done.downloads.toSorted(),
          isBegun ? namesIn(tracks, 'awaited').toSorted() : NAMES,
          'what was downloaded',
        );
        assert.deepEqual(
          done.encodings.toSorted(),
          isBegun ? namesIn(tracks, 'awaited', 'fetched').toSorted() : NAMES,
          'what was encoded',
        );
      });
    }
  }

  it('are made again, and not charged again, where the files are missing', async () => {
    const { jobs } = world.store;
    const stopped = Promise.withResolvers<void>();
    const saving = jobsWith(jobs, {
      save: async (...saved) => {
        if (namesIn(tracksOf(saved[0]), 'encoded').length === 0) return jobs.save(...saved);
        await jobs.save(...saved);
        stopped.resolve();
        return new Promise(() => {});
      },
    });
    await kill({ ...world.store, jobs: saving });
    const { id } = await begin();
    await stopped.promise;
    // What the dead process still writes goes with them.
    for (const name of ['temp', 'undelivered']) {
      await rename(join(world.folder, name, id), join(world.folder, `lost-${name}`));
    }
    await kill();
    await assertDone(id);
    assert.deepEqual(done.downloads.toSorted(), NAMES);
    assert.deepEqual(done.encodings.toSorted(), NAMES);
  });

  it('get fresh links in the middle, with one read for those that expired together', async () => {
    await kill();
    const expired = new Set(['drums', 'vocals']);
    onDownload = async (name) => {
      if (expired.delete(name)) throw new BotError('result-link-expired', 'as told by the test');
    };
    const { id } = await begin();
    await assertDone(id);
    assert.equal(done.downloads.length, NAMES.length + 2);
    assert.equal(done.encodings.length, NAMES.length);
  });

  for (const code of ['result-short', 'disk-full'] as const) {
    it(`are downloaded once although one of them fails for a while (${code})`, async () => {
      await kill();
      let failures = 0;
      onDownload = async (name) => {
        if (name !== 'drums' || failures === 2) return;
        failures += 1;
        throw new BotError(code, 'as told by the test');
      };
      const { id } = await begin();
      await assertDone(id);
      const times = (name: string): number => done.downloads.filter((one) => one === name).length;
      assert.equal(times('drums'), 3);
      assert.equal(done.encodings.filter((name) => name === 'drums').length, 1);
      if (code === 'result-short') assert.equal(done.downloads.length, NAMES.length + 2);
    });
  }
});
