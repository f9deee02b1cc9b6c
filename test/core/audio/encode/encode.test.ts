import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { CollectedFile, EncodedFile } from '../../../../src/core/model/job/job-files.ts';
import type { Audio, EncodeOrder } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import {
  collected,
  createSoundFolder,
  frequencyOf,
  loudnessOf,
  SOUND,
  type SoundFolder,
  samplesOf,
  tagsOf,
} from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

const MIB = 2 ** 20;

describe('encoding to m4a', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 2, clock: patientClock });
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Orders go to a folder of their own, so that what is left in it can be counted. */
  function order(input: CollectedFile, into: string, maxFileBytes = 10 * MIB): EncodeOrder {
    const tags = { title: 'Song = “two words”', stem: input.name };
    return { input, folder: join(folder.path, into), baseName: 'song-vocals', tags, maxFileBytes };
  }

  async function encode(wanted: EncodeOrder): Promise<readonly EncodedFile[]> {
    return (await audio.encode(wanted, signal)).files;
  }

  it('turns a WAV that is called .mp3 into a real m4a with its index in front', async () => {
    const path = await folder.sound('speech.mp3', SOUND.tone(3), '-ac', '2', '-f', 'wav');
    const [file, ...others] = await encode(order(await collected(path, 3000), 'real'));
    assert.ok(file);
    assert.deepEqual(others, []);
    const { path: encodedPath, sizeBytes, durationMs, peaks = [], ...rest } = file;
    assert.ok(peaks.length === 168 && Math.min(...peaks) > 0);
    assert.deepEqual(rest, {
      name: 'vocals',
      part: 1,
      parts: 1,
      fileName: 'song-vocals.m4a',
      bitrateKbps: 160,
    });
    assert.equal(encodedPath, join(folder.path, 'real', 'song-vocals.m4a'));
    assert.equal(sizeBytes, (await stat(encodedPath)).size);
    assert.ok(Math.abs(durationMs - 3000) < 60, `${durationMs} ms`);
    const bytes = await readFile(encodedPath, 'latin1');
    assert.equal(bytes.slice(4, 11), 'ftypM4A');
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
    assert.ok(bytes.includes('mp4a'));
  });

  it('keeps the pitch and the loudness of what it encodes', async () => {
    const path = await folder.sound('tone.wav', SOUND.tone(3));
    const [file] = await encode(order(await collected(path, 3000), 'tone'));
    const before = await samplesOf(path, 44_100);
    const after = (await samplesOf(file?.path ?? '', 44_100)).subarray(0, before.length);
    assert.ok(Math.abs(frequencyOf(after, 44_100) - 440) < 1);
    assert.ok(Math.abs(loudnessOf(after) / loudnessOf(before) - 1) < 0.02);
  });

  it('names the song and the stem in the tags, and drops those of the input', async () => {
    const path = await folder.sound(
      'tags.mp3',
      SOUND.tone(1),
      '-metadata',
      'artist=Nobody',
      '-metadata',
      'comment=x',
    );
    const input = await collected(path, 1000, { demuxer: 'mp3' });
    const withControls = { title: 'Song = “two words”\u0000\n', stem: 'vocals' };
    const [file] = await encode({ ...order(input, 'tags'), tags: withControls });
    const tags = await tagsOf(file?.path ?? '');
    assert.equal(tags.get('title'), 'Song \\= “two words”');
    assert.equal(tags.get('comment'), 'vocals');
    assert.equal(tags.get('artist'), undefined);
  });

  it('makes the same bytes of the same order, so that a repeat after a crash is no new file', async () => {
    const path = await folder.sound('same.wav', SOUND.speechLike(2));
    const input = await collected(path, 2000);
    const [first] = await encode(order(input, 'same-1'));
    const [second] = await encode(order(input, 'same-2'));
    assert.deepEqual(await readFile(first?.path ?? ''), await readFile(second?.path ?? ''));
  });

  const SHAPES = [
    { what: 'speech at 24 kHz in one channel', rate: 24_000, channels: 1, kbps: 96 },
    { what: 'a telephone recording at 8 kHz', rate: 8_000, channels: 1, kbps: 96 },
    { what: 'studio sound at 96 kHz', rate: 96_000, channels: 2, kbps: 160 },
    { what: 'surround sound', rate: 48_000, channels: 6, kbps: 160 },
  ];
  for (const { what, rate, channels, kbps } of SHAPES) {
    it(`encodes ${what}`, async () => {
      const shape = ['-ar', String(rate), '-ac', String(channels)];
      const path = await folder.sound(`${rate}.wav`, SOUND.speechLike(2), ...shape);
      const [file] = await encode(order(await collected(path, 2000), `shape-${rate}`));
      assert.equal(file?.bitrateKbps, kbps);
      const decoded = await audio.prepareResult(file.path, signal);
      assert.ok(Math.abs(decoded.durationMs - 2000) < 140, `${decoded.durationMs} ms`);
    });
  }

  it('stays below the limit of the platform, at a lower bitrate if need be', async () => {
    const path = await folder.sound('noise.wav', SOUND.noise(20), '-ac', '2');
    const input = await collected(path, 20_000);
    for (const [maxFileBytes, kbps] of [
      [450_000, 160],
      [360_000, 128],
      [270_000, 96],
      [180_000, 64],
    ] as const) {
      const [file, ...others] = await encode(order(input, `fit-${kbps}`, maxFileBytes));
      assert.deepEqual(others, []);
      assert.equal(file?.bitrateKbps, kbps);
      assert.ok(file.sizeBytes <= maxFileBytes);
    }
  });

  it('splits what does not fit into numbered parts that join to the whole without a gap', async () => {
    const path = await folder.sound('long.wav', SOUND.tone(40), '-ac', '2');
    const parts = await encode(order(await collected(path, 40_000), 'parts', 130_000));
    assert.equal(parts.length, 3);
    assert.deepEqual(
      parts.map((part) => part.fileName),
      ['song-vocals (1 of 3).m4a', 'song-vocals (2 of 3).m4a', 'song-vocals (3 of 3).m4a'],
    );
    assert.ok(parts.every((part) => part.sizeBytes <= 130_000 && part.parts === 3 && part.bitrateKbps >= 64));
    const sounds = await Promise.all(parts.map((part) => samplesOf(part.path, 44_100)));
    const joined = Int16Array.from(sounds.flatMap((sound) => [...sound]));
    assert.ok(Math.abs(joined.length / 44_100 - 40) < 0.03, `${joined.length / 44_100} s`);
    // A gap or a repeat at a seam would show as silence or as a lost or added wave.
    assert.ok(Math.abs(frequencyOf(joined, 44_100) - 440) < 0.2);
    const seam = sounds[0]?.length ?? 0;
    const around = joined.subarray(seam - 1_000, seam + 1_000);
    assert.ok(Math.abs(loudnessOf(around) / loudnessOf(joined) - 1) < 0.1);
    const tags = await Promise.all(parts.map((part) => tagsOf(part.path)));
    assert.deepEqual(
      tags.map((tag) => tag.get('track')),
      ['1/3', '2/3', '3/3'],
    );
  });

  it('says so when sound cannot be made small enough', async () => {
    const path = await folder.sound('small.wav', SOUND.tone(2));
    const input = await collected(path, 2000);
    await assert.rejects(encode(order(input, 'small', 1_000)), { code: 'ffmpeg-failed' });
    assert.deepEqual(await folder.names().then((names) => names.filter((name) => name === 'small.m4a')), []);
  });

  it('encodes several stems at once', async () => {
    const path = await folder.sound('stem.wav', SOUND.speechLike(3));
    const names = ['vocals', 'drums', 'bass', 'guitar', 'piano', 'other'];
    const made = await Promise.all(
      names.map(async (name) => {
        const input = await collected(path, 3000, { name });
        return await encode({ ...order(input, 'stems'), baseName: `song-${name}` });
      }),
    );
    assert.deepEqual(
      made.flat().map((file) => file.fileName),
      names.map((name) => `song-${name}.m4a`),
    );
  });
});
