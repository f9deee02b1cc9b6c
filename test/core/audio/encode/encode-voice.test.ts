import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import {
  collected,
  createSoundFolder,
  loudnessOf,
  SOUND,
  type SoundFolder,
  samplesOf,
} from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

describe('encoding a voice message', () => {
  const { signal } = new AbortController();
  let folder: SoundFolder;
  let audio: Audio;
  before(async () => {
    folder = await createSoundFolder();
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 2, clock: patientClock });
  });
  after(() => folder[Symbol.asyncDispose]());

  it('makes one channel of Opus at 48 kHz in Ogg of stereo sound, as long and as loud', async () => {
    const path = await folder.sound('speech.wav', SOUND.speechLike(3), '-ac', '2');
    const to = join(folder.path, 'one.ogg');
    const made = await audio.encodeVoice(await collected(path, 3_000), to, signal);
    assert.deepEqual(made, { path: to, sizeBytes: (await stat(to)).size, durationMs: made?.durationMs });
    assert.ok(Math.abs((made?.durationMs ?? 0) - 3_000) <= 20, `${made?.durationMs} ms`);
    assert.ok(made.sizeBytes < 3 * 6_000, `${made.sizeBytes} bytes are more than 48 kb/s`);
    assert.match(await toldOf(to), /Input #0, ogg,.*Audio: opus, 48000 Hz, mono/s);
    const [before, after] = [await samplesOf(path, 48_000), await samplesOf(to, 48_000)];
    assert.ok(Math.abs(after.length - before.length) < 960, `${after.length} of ${before.length} samples`);
    assert.ok(Math.abs(loudnessOf(after) / loudnessOf(before) - 1) < 0.1);
  });

  it('makes the same bytes again, and leaves out the tags of what it is made of', async () => {
    const path = await folder.sound('tagged.mp3', SOUND.speechLike(1), '-metadata', 'artist=Nobody');
    const input = await collected(path, 1_000, { demuxer: 'mp3' });
    const made = await Promise.all(
      ['two.ogg', 'three.ogg'].map(async (name) => {
        await audio.encodeVoice(input, join(folder.path, name), signal);
        return readFile(join(folder.path, name));
      }),
    );
    assert.deepEqual(made[0], made[1]);
    assert.doesNotMatch(made[0]?.toString('latin1') ?? '', /Nobody/);
  });

  it('has none to offer when ffmpeg cannot make one or breaks off, and leaves nothing of it', async () => {
    const path = await folder.sound('short.wav', SOUND.speechLike(1));
    const without = await folder.script('without-opus', `echo "Unknown encoder 'libopus'" >&2; exit 1`);
    const silent = createAudio({ ffmpegPath: without, concurrency: 1, clock: patientClock });
    const to = join(folder.path, 'none.ogg');
    assert.equal(await silent.encodeVoice(await collected(path, 1_000), to, signal), undefined);
    assert.equal(await audio.encodeVoice(await collected(path, 2_000), to, signal), undefined, 'half of it');
    assert.ok(!(await folder.names()).includes('none.ogg'));
  });

  it('stops when it is told to', async () => {
    const path = await folder.sound('stopped.wav', SOUND.speechLike(1));
    const to = join(folder.path, 'stopped.ogg');
    const stopped = audio.encodeVoice(
      await collected(path, 1_000),
      to,
      AbortSignal.abort(new Error('enough')),
    );
    await assert.rejects(stopped, { message: 'enough' });
    assert.ok(!(await folder.names()).includes('stopped.ogg'));
  });
});

/** What ffmpeg says of a file that it was asked to do nothing with. */
function toldOf(path: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('ffmpeg', ['-hide_banner', '-i', path], (_error, _stdout, stderr) => resolve(stderr));
  });
}
