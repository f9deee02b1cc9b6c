import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadImage } from '@napi-rs/canvas';
import { createAudio } from '../../../src/core/audio/create-audio.ts';
import type { Audio, Lane } from '../../../src/core/ports/audio.ts';
import { type LogFields, silentLog } from '../../../src/core/ports/log.ts';
import { patientClock } from '../../fakes/patient-clock.ts';
import { createSoundFolder, type SoundFolder } from '../../fixtures/audio.ts';
import { ffmpegPath } from '../../fixtures/ffmpeg-path.ts';

/** A sound that swells and fades. */
function laneOf(name: string): Lane {
  const peaks = Array.from({ length: 168 }, (_, index) => Math.abs(Math.sin(index / 9)));
  return { name, durationMs: 4000, peaks };
}

describe('the waveform picture', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const warnings: { event: string; fields: LogFields }[] = [];
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    const log = {
      ...silentLog,
      warn: (fields: LogFields, event: string) => warnings.push({ event, fields }),
    };
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 2, clock: patientClock, log });
  });
  after(() => folder[Symbol.asyncDispose]());

  it('has one lane per sound, is 1200 px wide and small', async () => {
    const lanes = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'].map((name) => laneOf(name));
    const heights: number[] = [];
    for (const count of [1, 6, 24, 30]) {
      const shown = Array.from({ length: count }, (_, index) => lanes[index % lanes.length]).flatMap(
        (lane) => lane ?? [],
      );
      const toPath = join(folder.path, `${count}.png`);
      const picture = await audio.waveform(shown, toPath, signal);
      assert.ok(picture);
      const image = await loadImage(await readFile(picture.path));
      assert.equal(image.width, 1200);
      assert.ok(picture.sizeBytes < 300_000, `${picture.sizeBytes} bytes`);
      heights.push(image.height);
    }
    const [one = 0, six = 0, many = 0, tooMany = 0] = heights;
    assert.ok(one < six && six < many && many < 2000);
    assert.equal(tooMany, many);
  });

  it('shows names whole, as long as those of stems are', async () => {
    const drawn = async (name: string): Promise<string> => {
      const picture = await audio.waveform(
        [laneOf('bass'), laneOf(name)],
        join(folder.path, 'n.png'),
        signal,
      );
      assert.ok(picture);
      return (await readFile(picture.path)).toString('base64');
    };
    // Were the end cut off, both would look the same.
    for (const name of ['backing vocals', 'accompaniment', 'wind instruments']) {
      assert.notEqual(await drawn(`${name}A`), await drawn(`${name}B`), name);
    }
    const endless = 'x'.repeat(80);
    assert.equal(
      await drawn(`${endless}A`),
      await drawn(`${endless}B`),
      'others leave room for the waveform',
    );
  });

  it('is not worth a failure', async () => {
    const toPath = join(folder.path, 'none.png');
    const mute: Lane = { name: 'vocals', durationMs: 4000, peaks: [] };
    assert.equal(await audio.waveform([laneOf('drums'), mute], toPath, signal), undefined);
    assert.deepEqual(
      warnings.map(({ event }) => event),
      ['picture-not-drawn'],
    );
    assert.equal(await audio.waveform([], toPath, signal), undefined);
    assert.ok(!(await folder.names()).includes('none.png'));
  });

  it('stops when the caller gives up', async () => {
    const reason = new Error('stop');
    const toPath = join(folder.path, 'b.png');
    await assert.rejects(audio.waveform([laneOf('vocals')], toPath, AbortSignal.abort(reason)), reason);
    assert.ok(!(await folder.names()).includes('b.png'));
  });
});
