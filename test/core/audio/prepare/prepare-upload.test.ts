import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, SOUND, type SoundFolder, WIDE_LIMITS } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

const SECONDS = 3;

describe('measuring an upload', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 2, clock: patientClock });
  });
  after(() => folder[Symbol.asyncDispose]());

  async function measure(path: string): Promise<{ readonly durationMs: number }> {
    const { durationMs } = await audio.prepareUpload(path, WIDE_LIMITS, signal);
    return { durationMs };
  }

  async function resultLength(by: Audio, path: string): Promise<{ readonly durationMs: number }> {
    const { durationMs } = await by.prepareResult(path, signal);
    return { durationMs };
  }

  const FORMATS = [
    // A size beyond the end is a placeholder.
    { name: 'a.wav', options: [], noticesCut: false },
    { name: 'a.mp3', options: [], noticesCut: true },
    { name: 'low.mp3', options: ['-ar', '8000'], noticesCut: true },
    { name: 'vbr.mp3', options: ['-q:a', '4', '-ac', '2'], noticesCut: true },
    { name: 'a.flac', options: [], noticesCut: true },
    { name: 'a.m4a', options: [], noticesCut: true },
    { name: 'fast.m4a', options: ['-movflags', '+faststart'], noticesCut: true },
    { name: 'a.ogg', options: ['-c:a', 'libvorbis'], noticesCut: true },
    { name: 'a.opus', options: ['-ar', '48000'], noticesCut: true },
    { name: 'a.webm', options: ['-c:a', 'libopus', '-ar', '48000'], noticesCut: true },
    { name: 'a.mkv', options: ['-c:a', 'flac'], noticesCut: true },
    { name: 'a.aiff', options: [], noticesCut: false },
    { name: 'a.avi', options: [], noticesCut: true },
    // Raw frames in a row: nothing says how many there should be.
    { name: 'a.aac', options: [], noticesCut: false },
  ];
  for (const { name, options, noticesCut } of FORMATS) {
    it(`finds the length of ${name}`, async () => {
      const path = await folder.sound(name, SOUND.tone(SECONDS), ...options);
      const { durationMs } = await measure(path);
      assert.ok(Math.abs(durationMs - SECONDS * 1000) < 160, `${durationMs} ms`);
    });
    if (!noticesCut) continue;
    let noise: Buffer | undefined;
    for (const share of [0.5, 0.9]) {
      it(`notices that ${name} ends after ${share * 100} % of its bytes`, async () => {
        noise ??= await readFile(await folder.sound(name, SOUND.noise(SECONDS), ...options));
        const path = await folder.write(`cut-${name}`, noise.subarray(0, noise.length * share));
        await assert.rejects(measure(path), { code: 'file-damaged' });
      });
    }
  }

  it('takes a WAV that was written to a pipe and never learned its length', async () => {
    const whole = await readFile(await folder.sound('piped.wav', SOUND.tone(2), '-fflags', '+bitexact'));
    const data = whole.indexOf('data');
    for (const size of [0, 0x7fff_f000, 0x7fff_ffff, 0xffff_ffff]) {
      whole.writeUInt32LE(size, data + 4);
      whole.writeUInt32LE(size, 4);
      const path = await folder.write('piped-open.wav', whole);
      assert.deepEqual(await measure(path), { durationMs: 2000 });
    }
  });

  it('takes a WAV whose writer counted the header as sound', async () => {
    const whole = await readFile(await folder.sound('sloppy.wav', SOUND.tone(2), '-fflags', '+bitexact'));
    const data = whole.indexOf('data');
    whole.writeUInt32LE(whole.readUInt32LE(data + 4) + 44, data + 4);
    const path = await folder.write('sloppy-44.wav', whole);
    assert.deepEqual(await measure(path), { durationMs: 2000 });
  });

  it('counts the plain samples of a result without a process, and leaves all else to ffmpeg', async () => {
    const alone = createAudio({ ffmpegPath: '/no/ffmpeg', concurrency: 1, clock: patientClock });
    const missing = { code: 'ffmpeg-missing' };
    for (const codec of ['pcm_u8', 'pcm_s16le']) {
      const path = await folder.sound('plain.wav', SOUND.tone(2.5, 440, 22_050), '-ac', '2', '-c:a', codec);
      const whole = await readFile(path);
      const tagged = await folder.write('tagged.wav', Buffer.concat([whole, Buffer.alloc(1_000)]));
      for (const plain of [path, tagged]) {
        assert.deepEqual(await resultLength(alone, plain), { durationMs: 2500 }, codec);
        assert.deepEqual(await measure(plain), { durationMs: 2500 }, codec);
        await assert.rejects(alone.prepareUpload(plain, WIDE_LIMITS, signal), missing);
      }
      const cut = await folder.write('cut.wav', whole.subarray(0, whole.length * 0.9));
      const { durationMs: cutMs } = await resultLength(alone, cut);
      assert.ok(Math.abs(cutMs - 2_250) < 5, `${cutMs} ms`);
      const longer = await folder.write('longer.wav', Buffer.concat([whole, Buffer.alloc(100_000)]));
      await assert.rejects(resultLength(alone, longer), missing);
      assert.deepEqual(await resultLength(audio, longer), { durationMs: 2500 }, codec);
    }
    const floats = await folder.sound('floats.wav', SOUND.tone(1), '-c:a', 'pcm_f32le');
    await assert.rejects(resultLength(alone, floats), missing);
    const none = await folder.sound('nothing.wav', SOUND.tone(1), '-t', '0');
    await assert.rejects(resultLength(audio, none), { code: 'file-no-audio-stream' });
  });

  it('takes an MP3 with other bytes behind the sound', async () => {
    const whole = await readFile(await folder.sound('tagged.mp3', SOUND.tone(3)));
    const tail = Buffer.concat([
      Buffer.from('APETAGEX'),
      Buffer.alloc(700, 'junk '),
      Buffer.from('TAG'),
      Buffer.alloc(125),
    ]);
    const path = await folder.write('junk.mp3', Buffer.concat([whole, tail]));
    const { durationMs } = await measure(path);
    assert.ok(Math.abs(durationMs - 3000) < 200, `${durationMs} ms`);
  });

  it('takes an M4A whose padding is cut, and calls an MP3 damaged that ends inside its own tag', async () => {
    const m4a = await readFile(await folder.sound('padded.m4a', SOUND.tone(2)));
    const padding = Buffer.from('000186a06672656500', 'hex');
    const padded = await folder.write('padding-cut.m4a', Buffer.concat([m4a, padding]));
    const { durationMs } = await measure(padded);
    assert.ok(Math.abs(durationMs - 2000) < 100, `${durationMs} ms`);
    const mp3 = await readFile(await folder.sound('in-tag.mp3', SOUND.tone(2), '-id3v2_version', '0'));
    const tag = Buffer.from('494433030000005f2f2f2f', 'hex').subarray(0, 10);
    const inTag = await folder.write('ends-in-tag.mp3', Buffer.concat([tag, mp3]));
    await assert.rejects(measure(inTag), { code: 'file-damaged' });
  });

  it('takes a WebM that a browser recorded live', async () => {
    const path = await folder.sound('live.webm', SOUND.tone(2, 440, 48_000), '-c:a', 'libopus', '-live', '1');
    const { durationMs } = await measure(path);
    assert.ok(Math.abs(durationMs - 2000) < 100, `${durationMs} ms`);
  });

  it('takes a video by the length of its sound, and a cover picture for no sound at all', async () => {
    const both = `color=c=red:s=64x64:d=4[out0];${SOUND.tone(2)}[out1]`;
    const video = await folder.sound('video.mp4', both, '-c:v', 'mpeg4', '-c:a', 'aac');
    const { durationMs } = await measure(video);
    assert.ok(Math.abs(durationMs - 2000) < 100, `${durationMs} ms`);
    const silent = await folder.sound('silent.mp4', 'color=c=red:s=64x64:d=1', '-c:v', 'mpeg4');
    await assert.rejects(measure(silent), { code: 'file-no-audio-stream' });
  });

  it('says that a WAV without a single sample has no sound', async () => {
    const path = await folder.sound('none.wav', SOUND.tone(1), '-t', '0');
    await assert.rejects(measure(path), { code: 'file-no-audio-stream' });
  });

  it('calls rubbish behind a good beginning damaged', async () => {
    const whole = await readFile(await folder.sound('broken.mp3', SOUND.noise(4)));
    for (let index = 2_000; index < whole.length; index += 1) whole[index] = (index * 7919) % 251;
    const path = await folder.write('rubbish.mp3', whole);
    await assert.rejects(measure(path), { code: 'file-damaged' });
    const head = await folder.write(
      'head.m4a',
      (await readFile(await folder.sound('h.m4a', SOUND.tone(1)))).subarray(0, 60),
    );
    await assert.rejects(measure(head), { code: 'file-damaged' });
  });

  it('keeps the name of the file out of what the operator reads', async () => {
    const path = await folder.write('my secret song.flac', Buffer.from('fLaC rubbish that is no header'));
    await assert.rejects(measure(path), (error: Error) => {
      assert.ok(!error.message.includes(basename(path)), error.message);
      return true;
    });
  });
});
