import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { crashingStore } from '../../fakes/crashing-store.ts';
import { ORIGIN, speech, startWorld, type World } from '../../fakes/world.ts';
import { nothingLeftBehind } from './world-checks.ts';

const LIMITS = { maxFileBytes: 1024 ** 2, maxDurationMs: 60_000 };
const SPOKEN = { ...speech(), as: 'voice-message' } as const;
/** Nothing but what was made and its cost. */
const SAID = /^“Hello”, read by Aura \(0:\d\d\)\. Cost: \$0\.\d\d\.$/;
/** The saves of its delivery: what has happened before each, and is therefore asked for again. */
const DEATHS = [
  [7, 'its voice message has gone out', ['voice']],
  [8, 'its words have gone out', ['0']],
  [9, 'it is known to be delivered', []],
] as const;

describe('speech asked for as a voice message', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ speedUp: 40 });
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.platform.takeVoices(LIMITS));

  /** What has arrived of a job. */
  function arrived({ id }: Job) {
    const { posts, voices } = world.platform;
    return {
      voices: voices.filter(({ jobId }) => jobId === id),
      posts: posts.filter(({ jobId }) => jobId === id),
    };
  }

  async function finished() {
    const { id } = await world.jobs.start(SPOKEN, 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state, 'done', JSON.stringify(job.history));
    return { job, ...arrived(job) };
  }

  /** As if it had never been asked for as a voice message. */
  function assertFile({ voices, posts }: Awaited<ReturnType<typeof finished>>): void {
    assert.deepEqual(voices, []);
    const [post, ...more] = posts;
    assert.deepEqual(more, []);
    assert.deepEqual(
      post?.files.map(({ fileName, mimeType }) => [fileName, mimeType]),
      [['Hello.m4a', 'audio/mp4']],
    );
    assert.equal(post?.picture?.fileName, 'waveform.png');
    assert.match(post?.text ?? '', SAID);
  }

  it('arrives as one where the platform has them, with its loudness; then come the words, the cost and the buttons', async () => {
    const { job, voices, posts } = await finished();
    const [voice, ...more] = voices;
    assert.deepEqual([more, posts.length], [[], 1]);
    assert.equal(voice?.bytes.subarray(0, 4).toString('latin1'), 'OggS');
    assert.ok(Math.max(...(voice?.peaks ?? [])) > 0.1 && voice?.peaks.length === 168);
    const [post] = posts;
    assert.deepEqual([post?.files, post?.picture], [[], undefined]);
    assert.match(post?.text ?? '', SAID);
    assert.deepEqual(
      post?.actions.map(({ kind }) => kind),
      ['run', 'next', 'next', 'next'],
    );
    assert.deepEqual(job.delivery.state === 'done' && job.delivery.posted.map(({ key }) => key), [
      `${job.id}:0:voice`,
      `${job.id}:0:0`,
    ]);
    await nothingLeftBehind(world);
  });

  it('arrives as a file where none can be sent, or none of that length or size', async () => {
    for (const limits of [undefined, { ...LIMITS, maxDurationMs: 500 }, { ...LIMITS, maxFileBytes: 500 }]) {
      world.platform.takeVoices(limits);
      assertFile(await finished());
    }
    await nothingLeftBehind(world);
  });

  it('arrives as a file, without another word, where the result is asked for from a place that takes none', async () => {
    world.platform.refusePosts(new BotError('cannot-deliver', 'closed'), 1);
    const { id } = await world.jobs.start(SPOKEN, 'Hello', ORIGIN);
    const closed = await world.settled(id);
    assert.deepEqual(
      [closed.delivery.state, closed.work.stage === 'encoded' && closed.work.voice?.durationMs !== undefined],
      ['undeliverable', true],
    );
    world.platform.takeVoices(undefined);
    await world.jobs.fetch(id, ORIGIN);
    const job = await world.settled(id, ({ delivery }) => delivery.state === 'done');
    assertFile({ job, ...arrived(job) });
  });

  it('is said again, and once, when the result is asked for again', async () => {
    const { job } = await finished();
    await world.jobs.fetch(job.id, ORIGIN);
    await world.settled(job.id, ({ delivery }) => delivery.state === 'done' && delivery.round === 1);
    const { voices, posts } = arrived(job);
    assert.deepEqual(
      [...voices, ...posts].map(({ key }) => key),
      [`${job.id}:0:voice`, `${job.id}:1:voice`, `${job.id}:0:0`, `${job.id}:1:0`],
    );
  });

  it('waits where a post may yet get through, and is never posted twice', async () => {
    world.platform.refusePosts(new BotError('delivery-failed', 'busy'), 2);
    const { voices, posts } = await finished();
    assert.deepEqual([voices.length, posts.length], [1, 1]);
  });

  for (const [transaction, what, again] of DEATHS) {
    it(`is posted once, and its words once, by a process that dies before it is on record that ${what}`, async () => {
      let died = Promise.resolve();
      await world.kill((dependencies) => {
        const crashing = crashingStore(dependencies.store, { transaction, side: 'before' });
        died = crashing.died;
        return { ...dependencies, store: crashing.store };
      });
      const { id } = await world.jobs.start(SPOKEN, 'Hello', ORIGIN);
      await Promise.race([died, world.settled(id).then(() => assert.fail('It did not die'))]);
      // Of a voice message that is known to have arrived, nothing is needed any more.
      if (transaction > 7) await world.dependencies.folders.removeUndelivered(id);
      await world.kill();
      const { voices, posts } = arrived(await world.settled(id));
      assert.deepEqual([voices.length, posts.length], [1, 1]);
      assert.deepEqual(
        world.platform.repeats.filter((key) => key.startsWith(id)),
        again.map((name) => `${id}:0:${name}`),
      );
    });
  }

  it('arrives as a file where the platform refuses what it said it would take', async () => {
    world.platform.refuseVoices();
    assertFile(await finished());
    await nothingLeftBehind(world);
  });
});
