import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadImage } from '@napi-rs/canvas';
import type { Audio } from '../../../src/core/audio/audio.ts';
import { createAudio } from '../../../src/core/audio/create-audio.ts';
import { findFfmpeg } from '../../../src/core/audio/find-ffmpeg.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { type LogFields, silentLog } from '../../../src/core/log.ts';
import { collected, createSoundFolder, SOUND, type SoundFolder } from '../../fixtures/audio.ts';

describe('the waveform picture', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const warnings: { event: string; fields: LogFields }[] = [];
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    const ffmpegPath = await findFfmpeg({ PATH: process.env['PATH'] });
    const log = {
      ...silentLog,
      warn: (fields: LogFields, event: string) => warnings.push({ event, fields }),
    };
    audio = createAudio({ ffmpegPath, concurrency: 2, clock: systemClock, log });
  });
  after(() => folder[Symbol.asyncDispose]());

  it('has one lane per sound, is 1200 px wide and small', async () => {
    const path = await folder.sound('a.wav', SOUND.speechLike(4));
    const lanes = await Promise.all(
      ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'].map((name) => collected(path, 4000, { name })),
    );
    const heights: number[] = [];
    for (const count of [1, 6, 24, 30]) {
      const files = Array.from({ length: count }, (_, index) => lanes[index % lanes.length]).flatMap(
        (lane) => lane ?? [],
      );
      const toPath = join(folder.path, `${count}.png`);
      const picture = await audio.waveform(files, toPath, signal);
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

  it('is not worth a failure', async () => {
    const path = await folder.write('not.wav', 'this is no sound');
    const file = await collected(path, 1000);
    const toPath = join(folder.path, 'none.png');
    assert.equal(await audio.waveform([file], toPath, signal), undefined);
    assert.deepEqual(
      warnings.map(({ event }) => event),
      ['waveform-not-drawn'],
    );
    assert.equal(await audio.waveform([], toPath, signal), undefined);
    assert.ok(!(await folder.names()).includes('none.png'));
  });

  it('stops when the caller gives up', async () => {
    const path = await folder.sound('b.wav', SOUND.tone(1));
    const reason = new Error('stop');
    const drawn = audio.waveform(
      [await collected(path, 1000)],
      join(folder.path, 'b.png'),
      AbortSignal.abort(reason),
    );
    await assert.rejects(drawn, reason);
  });
});

describe('the peaks of a sound', () => {
  it('follow its loudness over time, in every format', async () => {
    await using folder = await createSoundFolder();
    const ffmpegPath = await findFfmpeg({ PATH: process.env['PATH'] });
    const audio = createAudio({ ffmpegPath, concurrency: 1, clock: systemClock });
    // A full second of tone, a second of silence, a second at a quarter of the height.
    const source = 'aevalsrc=sin(2*PI*400*t)*(lt(t\\,1)+0.25*gte(t\\,2)):d=3:s=48000';
    for (const [name, demuxer] of [
      ['p.wav', 'wav'],
      ['p.flac', 'flac'],
      ['p.m4a', 'mov'],
    ] as const) {
      const path = await folder.sound(name, source);
      const file = await collected(path, 3000, { demuxer });
      const found = await audio.peaks(file, 12, new AbortController().signal);
      assert.equal(found.length, 12);
      const [loud = 0, silent = 1, quiet = 0] = [found[1], found[6], found[10]];
      assert.ok(loud > 0.9 && loud <= 1, `${name}: ${loud}`);
      assert.ok(silent < 0.02, `${name}: ${silent}`);
      assert.ok(Math.abs(quiet - 0.25) < 0.03, `${name}: ${quiet}`);
    }
  });
});
