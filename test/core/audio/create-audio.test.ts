import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAudio } from '../../../src/core/audio/create-audio.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { until } from '../../fakes/until.ts';
import { collected, createSoundFolder, SOUND, WIDE_LIMITS } from '../../fixtures/audio.ts';
import { ffmpegPath } from '../../fixtures/ffmpeg-path.ts';

test('what was paid for is encoded while as many uploads as there are slots are looked at', async () => {
  await using folder = await createSoundFolder();
  const begun = join(folder.path, 'begun');
  const go = join(folder.path, 'go');
  // Describing a file holds until it is let go; everything else runs as usual.
  const slow = await folder.script(
    'ffmpeg',
    `case "$*" in *ffmetadata*) echo >> '${begun}'; while [ ! -e '${go}' ]; do sleep 0.02; done;; esac
    exec '${await ffmpegPath()}' "$@"`,
  );
  const audio = createAudio({ ffmpegPath: slow, concurrency: 2, clock: patientClock });
  const { signal } = new AbortController();
  const sound = await folder.sound('tone.wav', SOUND.tone(1));
  const looks = [1, 2, 3].map(() => audio.prepareUpload(sound, WIDE_LIMITS, signal));
  try {
    await until('a look has begun', async () => (await folder.names()).includes('begun'));
    const input = await collected(sound, 1_000);
    const order = (baseName: string) => ({
      input,
      folder: join(folder.path, 'made'),
      baseName,
      tags: { title: 'Tone', stem: 'tone' },
      maxFileBytes: 2 ** 20,
    });
    const made = await Promise.all(['one', 'two'].map((name) => audio.encode(order(name), signal)));
    assert.deepEqual(
      made.map(({ files }) => files.length),
      [1, 1],
    );
  } finally {
    await writeFile(go, '');
  }
  const uploads = await Promise.all(looks);
  assert.deepEqual(
    uploads.map(({ durationMs }) => durationMs),
    [1_000, 1_000, 1_000],
  );
});
