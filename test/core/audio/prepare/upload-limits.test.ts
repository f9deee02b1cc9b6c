import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import {
  collected,
  createSoundFolder,
  SOUND,
  type SoundFolder,
  samplesOf,
  WIDE_LIMITS,
} from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

describe('the limits of an upload', () => {
  let folder: SoundFolder;
  let audio: Audio;
  let ffmpeg: string;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    ffmpeg = await ffmpegPath();
    audio = createAudio({ ffmpegPath: ffmpeg, concurrency: 2, clock: patientClock });
  });
  after(() => folder[Symbol.asyncDispose]());

  const upload = (path: string, maxMs: number) =>
    audio.prepareUpload(path, { ...WIDE_LIMITS, maxMs }, signal);

  it('take a file of exactly the length allowed, and none that is longer', async () => {
    const path = await folder.sound('minute.flac', SOUND.tone(60, 440, 8_000));
    assert.equal((await upload(path, 60_000)).durationMs, 60_000);
    const longer = { code: 'audio-too-long', facts: { max: 1 } };
    await assert.rejects(
      upload(await folder.sound('more.flac', SOUND.tone(60.1, 440, 8_000)), 60_000),
      longer,
    );
    await assert.rejects(
      upload(await folder.sound('hours.flac', SOUND.tone(600, 440, 8_000)), 60_000),
      longer,
    );
  });

  it('bound samples of all channels, and say how many there are', async () => {
    const heavy = await folder.sound(
      'heavy.flac',
      'anullsrc=channel_layout=7.1:sample_rate=192000',
      '-t',
      '4',
    );
    const facts = { channels: 8, rate: 192 };
    await assert.rejects(upload(heavy, 4_000), { code: 'audio-too-heavy', facts });
    assert.equal((await upload(heavy, 20_000)).durationMs, 4_000);
  });

  it('hold for a file that is rewritten: M4A where FLAC would be too large', async () => {
    const path = await folder.sound('noise.mkv', SOUND.noise(4), '-ac', '2', '-c:a', 'flac');
    const limits = { ...WIDE_LIMITS, maxBytes: 200_000 };
    const made = await audio.prepareUpload(path, limits, signal);
    assert.deepEqual([made.extension, made.mimeType, made.demuxer], ['m4a', 'audio/mp4', 'mov']);
    assert.ok((await stat(made.path)).size <= limits.maxBytes);
    assert.ok((await samplesOf(made.path, 8_000)).length / 8 <= made.durationMs + 1);
    assert.ok(made.durationMs < 4_100, `${made.durationMs} ms`);
    const facts = { size: 1, max: 0 };
    await assert.rejects(audio.prepareUpload(path, { ...limits, maxBytes: 20_000 }, signal), {
      code: 'file-too-large',
      facts,
    });
    assert.deepEqual(await folder.names().then((names) => names.filter((name) => name.startsWith('noise'))), [
      'noise.mkv',
    ]);
  });

  it('keep looking apart: what is paid for is encoded while all that is looked at hangs', async () => {
    const script = await folder.script(
      'hanging-ffmpeg',
      `case "$*" in *ffmetadata*) exec sleep 600;; esac\nexec '${ffmpeg}' "$@"`,
    );
    const busy = createAudio({ ffmpegPath: script, concurrency: 1, clock: patientClock });
    const path = await folder.sound('tone.wav', SOUND.tone(1));
    const over = new AbortController();
    const looks = Array.from({ length: 4 }, () => busy.prepareUpload(path, WIDE_LIMITS, over.signal));
    const ended = Promise.allSettled(looks);
    const order = { input: await collected(path, 1_000), folder: folder.path, baseName: 'paid' };
    const tags = { title: 'a', stem: 'a' };
    const { files } = await busy.encode({ ...order, tags, maxFileBytes: 2 ** 20 }, signal);
    assert.equal(files.length, 1);
    over.abort(new Error('over'));
    assert.ok((await ended).every(({ status }) => status === 'rejected'));
  });
});
