import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { type Clock, systemClock } from '../../../src/core/async/clock.ts';
import { createAudio } from '../../../src/core/audio/create-audio.ts';
import type { JobDependencies } from '../../../src/core/jobs/context/job-context.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { ORIGIN, speech, startWorld, stemsOf, type World } from '../../fakes/world.ts';
import { makeSongFile } from '../../sandbox/sound.ts';

/** An ffmpeg that does one thing, whatever it is asked. */
async function fakeFfmpeg(folder: string, name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

function withFfmpeg(ffmpegPath: string, clock: Clock): (dependencies: JobDependencies) => JobDependencies {
  return (dependencies) => ({
    ...dependencies,
    audio: createAudio({
      ffmpegPath,
      concurrency: 2,
      clock,
      limits: { deadlineFloorMs: 1_500, deadlineMsPerMib: 0, deadlineMsPerSecond: 0 },
    }),
  });
}

describe('an ffmpeg that does not do its work', () => {
  let folder: string;
  let world: World;
  let song: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faulty-ffmpeg-'));
    world = await startWorld({ speedUp: 200 });
    song = join(folder, 'song.wav');
    await makeSongFile(song, 2);
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const FAULTS: readonly (readonly [string, string, string])[] = [
    ['ffmpeg-timeout', 'hangs', 'exec sleep 600'],
    ['ffmpeg-missing', 'is gone', ''],
    [
      'disk-full',
      'finds the disk full',
      'echo "av_interleaved_write_frame(): No space left on device" >&2; exit 1',
    ],
  ];
  for (const [code, what, script] of FAULTS) {
    it(`is explained as ${code} before anything is charged, when it ${what}`, async () => {
      const path = await fakeFfmpeg(folder, `ffmpeg-${code}`, script);
      if (code === 'ffmpeg-missing') await rm(path);
      // Only the one that hangs is to be overdue.
      await world.restart(withFfmpeg(path, code === 'ffmpeg-timeout' ? systemClock : patientClock));
      const submits = { ...world.sandbox.control.jobs.submits() };
      const { id } = await world.jobs.start(
        stemsOf(await world.platform.attach(song, 'song.wav')),
        'song',
        ORIGIN,
      );
      const job = await world.settled(id);
      assert.equal(job.work.stage === 'failed' && job.work.failure.code, code);
      assert.deepEqual(job.money, { state: 'none' });
      assert.doesNotMatch(world.platform.posts.at(-1)?.text ?? '', /charge/);
      assert.deepEqual(world.sandbox.control.jobs.submits(), submits);
    });
  }

  it('does not lose what was paid for: once ffmpeg works again the result can be fetched', async () => {
    const path = await fakeFfmpeg(folder, 'ffmpeg-broken', 'echo "Conversion failed!" >&2; exit 1');
    await world.restart(withFfmpeg(path, patientClock));
    const { id } = await world.jobs.start(speech(), 'Hello', ORIGIN);
    const job = await world.settled(id);
    assert.equal(job.work.stage, 'failed');
    assert.equal(job.money.state, 'settled');
    assert.deepEqual(world.platform.posts.at(-1)?.actions, [{ kind: 'fetch', jobId: id }]);

    await world.restart();
    await world.jobs.fetch(id, ORIGIN);
    const fetched = await world.settled(id);
    assert.equal(fetched.delivery.state, 'done');
    assert.equal(world.platform.posts.at(-1)?.files.length, 1);
    assert.deepEqual(fetched.money, job.money, 'fetching again costs nothing');
  });

  it('explains a disk that is full while the attachment comes in', async () => {
    await world.restart((dependencies) => ({
      ...dependencies,
      platform: () => ({
        adapter: world.platform.adapter,
        attachments: {
          async open() {
            const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
            return {
              stream: new Readable({
                read() {
                  this.destroy(full);
                },
              }),
            };
          },
        },
      }),
    }));
    const { id } = await world.jobs.start(
      stemsOf(await world.platform.attach(song, 'song.wav')),
      'song',
      ORIGIN,
    );
    const job = await world.settled(id);
    assert.equal(job.work.stage === 'failed' && job.work.failure.code, 'disk-full');
    assert.deepEqual(job.money, { state: 'none' });
  });
});
