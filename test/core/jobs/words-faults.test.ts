import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { BotError } from '../../../src/core/model/errors.ts';
import { withService } from '../../fakes/with-service.ts';
import { ORIGIN, startWorld, transcriptOf } from '../../fakes/world.ts';
import { attachSong, nothingLeftBehind } from './world-checks.ts';

describe('a text file that is larger than a place takes', () => {
  it('is not made again and again, and is kept for when it is asked for elsewhere', async () => {
    await using world = await startWorld({ speedUp: 50 });
    await world.restart((dependencies) => ({
      ...dependencies,
      platform: () => ({
        attachments: world.platform.attachments,
        adapter: {
          ...world.platform.adapter,
          limits: () => ({ maxFileBytes: 10, maxFilesPerPost: 10, maxPostBytes: 100 }),
          post: () => Promise.reject(new BotError('files-too-large-here', 'as told by the test')),
        },
      }),
    }));
    const { id } = await world.jobs.start(transcriptOf(await attachSong(world, 3)), 'The talk', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.delivery.state === 'undeliverable' && job.delivery.failure.code, 'files-too-large-here');
    assert.equal(job.history.filter((entry) => entry.event === 'encoded').length, 1);
    await world.restart();
    await world.jobs.fetch(id, ORIGIN);
    assert.equal((await world.settled(id)).delivery.state, 'done');
    assert.equal(world.platform.posts.at(-1)?.files[0]?.fileName, 'The-talk.txt');
    await nothingLeftBehind(world);
  });
});

/** AudioPod as it answers when what was said is not in its answers yet. */
function wordless(isSilent: () => boolean) {
  return (dependencies: JobDependencies): JobDependencies => {
    const withoutSegments = withService(dependencies, 'transcription', (transcription) => ({
      transcript: async (...asked) => (isSilent() ? { segments: [] } : transcription.transcript(...asked)),
    }));
    return withService(withoutSegments, 'speaker', (speaker) => ({
      diarization: async (...asked) => (isSilent() ? { turns: [] } : speaker.diarization(...asked)),
    }));
  };
}

describe('words that are not there though AudioPod is done', () => {
  it('are asked for again until they come', async () => {
    let isSilent = true;
    await using world = await startWorld(
      { speedUp: 50 },
      wordless(() => isSilent),
    );
    const source = await attachSong(world, 6);
    for (const request of [transcriptOf(source), { service: 'diarization', source } as const]) {
      isSilent = true;
      const { id } = await world.jobs.start(request, 'The talk', ORIGIN);
      const waiting = await world.settled(id, (job) => job.attempt >= 1);
      assert.equal(waiting.money.state, 'settled', request.service);
      isSilent = false;
      const job = await world.settled(id);
      assert.equal(job.work.stage, 'encoded', request.service);
      assert.match(world.platform.posts.at(-1)?.text ?? '', /Good evening/, request.service);
    }
  });

  it('are not waited for long, and explained when they do not come, with a way to look once more', async () => {
    let isSilent = true;
    await using world = await startWorld({ speedUp: 500 });
    await world.restart((dependencies) => wordless(() => isSilent)(dependencies));
    const { id } = await world.jobs.start(transcriptOf(await attachSong(world, 6)), 'The talk', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'result-wordless');
    assert.equal(job.history.filter(({ event }) => event === 'retried').length, 2);
    const [post] = world.platform.posts;
    assert.match(
      post?.text ?? '',
      /^AudioPod finished, but found no speech in this recording\. Cost: \$0\.01\. .*`\/jobs fetch` looks again\. \(Job/,
    );
    assert.deepEqual(post?.actions, [{ kind: 'fetch', jobId: id }]);
    await nothingLeftBehind(world);
    isSilent = false;
    await world.jobs.fetch(id, ORIGIN);
    const fetched = await world.settled(
      id,
      (now) => now.work.stage === 'encoded' && now.delivery.state === 'done',
    );
    assert.deepEqual(fetched.money, job.money, 'and nothing is charged for it');
    assert.equal(world.platform.posts.at(-1)?.files.length, 1);
  });
});
