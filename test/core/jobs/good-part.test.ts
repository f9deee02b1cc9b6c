import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { jobPage } from '../../../src/commands/jobs/job-page.ts';
import { postsFor } from '../../../src/core/jobs/deliver/deliver.ts';
import { withoutRefused } from '../../../src/core/jobs/deliver/refused-file.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import type { Job } from '../../../src/core/model/job/job.ts';
import { ORIGIN, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { attachSong, charged } from './world-checks.ts';

const ROOMY = { maxFileBytes: 1e9, maxFilesPerPost: 10, maxPostBytes: 1e9 };

describe('a result of which one track fails', () => {
  let world: World;
  let source: Awaited<ReturnType<typeof attachSong>>;
  /** The tracks that can't be downloaded or encoded just now. */
  const broken = { download: new Set<string>(), encode: new Set<string>() };
  before(async () => {
    world = await startWorld({ speedUp: 1_000 }, (dependencies) => ({
      ...dependencies,
      download: async (url, path, options) => {
        if ([...broken.download].some((name) => url.includes(`/${name}.`)))
          throw new BotError('result-unreachable', 'as told by the test');
        return dependencies.download(url, path, options);
      },
      audio: {
        ...dependencies.audio,
        encode: async (order, signal) => {
          if (broken.encode.has(order.input.name)) throw new BotError('ffmpeg-failed', 'as told by the test');
          return dependencies.audio.encode(order, signal);
        },
      },
    }));
    source = await attachSong(world, 2, 'song.wav');
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => {
    broken.download.clear();
    broken.encode.clear();
  });

  const start = async (): Promise<Job> =>
    world.settled((await world.jobs.start(stemsOf(source, 'four'), 'song', ORIGIN)).id);
  const lastPost = () => world.platform.posts.at(-1) ?? assert.fail('nothing was posted');
  const namesIn = (job: Job): readonly string[] =>
    job.work.stage === 'encoded' ? job.work.files.map(({ name }) => name) : assert.fail(job.work.stage);

  async function assertThreeOfFour(job: Job, name: string, why: string): Promise<void> {
    assert.equal(namesIn(job).length, 3);
    assert.ok(!namesIn(job).includes(name));
    const { text, actions, files } = lastPost();
    assert.equal(files.length, 3);
    assert.ok(text.includes(`Missing: ${name}. ${why} Try again with \`/jobs fetch\`.`), text);
    assert.ok(text.startsWith('song: 3 stems ('), text);
    assert.match(text, /Cost: \$/);
    assert.deepEqual(actions[0], { kind: 'fetch', jobId: job.id });
    assert.ok(jobPage(job, { before: 0 }).text.includes(`Missing: ${name}.`));
    assert.equal(job.delivery.state, 'done');
  }

  /** Gets the missing one too, and pays nothing. */
  async function assertFetched(job: Job): Promise<void> {
    const before = charged(world);
    broken.download.clear();
    broken.encode.clear();
    await world.jobs.fetch(job.id, ORIGIN);
    const fetched = await world.settled(
      job.id,
      (one) => one.delivery.state === 'done' && one.delivery.round === 1,
    );
    assert.equal(namesIn(fetched).length, 4);
    assert.equal(lastPost().files.length, 4);
    assert.doesNotMatch(lastPost().text, /Missing/);
    assert.deepEqual(fetched.money, job.money);
    assert.equal(charged(world), before);
  }

  it('arrives without the one that cannot be downloaded, which is tried again for nothing', async () => {
    broken.download.add('drums');
    const job = await start();
    await assertThreeOfFour(job, 'drums', 'The result is done, but the bot can’t download it right now.');
    await assertFetched(job);
  });

  it('arrives without the one that cannot be encoded', async () => {
    broken.encode.add('bass');
    const job = await start();
    await assertThreeOfFour(job, 'bass', 'The bot couldn’t convert the audio.');
    await assertFetched(job);
  });

  it('arrives without the one that the platform refuses', async () => {
    const refusal = new BotError('track-refused', 'as told by the test', {
      facts: { file: 'vocals - song.m4a' },
    });
    world.platform.refusePosts(refusal, 1);
    const job = await start();
    await assertThreeOfFour(job, 'vocals', 'The channel refused this file.');
    await assertFetched(job);
  });

  it('names all that are missing, each with its reason', async () => {
    broken.download.add('drums');
    broken.encode.add('bass');
    const job = await start();
    assert.deepEqual(namesIn(job).toSorted(), ['other', 'vocals']);
    const { text } = lastPost();
    assert.match(text, /Missing: drums\. The result is done, .* Missing: bass\. The bot couldn’t convert/);
  });

  it('fails as before if none is left', async () => {
    for (const name of ['vocals', 'drums', 'bass', 'other']) broken.download.add(name);
    const job = await start();
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'result-unreachable');
    assert.equal(job.money.state, 'settled');
    assert.deepEqual(lastPost().actions, [{ kind: 'fetch', jobId: job.id }]);
  });

  it('explains a file that a later message was to hold alone', async () => {
    const job = await start();
    assert.equal(job.work.stage, 'encoded');
    const limits = { ...ROOMY, maxFilesPerPost: 3 };
    const [, alone] = postsFor(job, 0, limits);
    const file = alone?.files[0]?.fileName ?? '';
    const refusal = new BotError('track-refused', 'as told by the test', { facts: { file } });
    const without = withoutRefused(job, refusal, 1) ?? assert.fail('it is one of four');
    const posts = postsFor(without, 0, limits);
    assert.deepEqual(
      posts.map(({ files }) => files.length),
      [3, 0],
    );
    assert.match(posts[1]?.text ?? '', /^Part 2 of 2\nMissing: .*\nThe channel refused this file\./);
    assert.deepEqual(
      posts.map(({ key }) => key),
      postsFor(job, 0, limits).map(({ key }) => key),
    );
  });
});
