import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import { BARS } from '../../../../src/core/pictures/waveform-picture.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { silentLog } from '../../../../src/core/ports/log.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, SOUND, type SoundFolder } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

describe('how loud a sound is over time', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const warnings: string[] = [];
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    const log = { ...silentLog, warn: (_fields: object, event: string) => warnings.push(event) };
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 2, clock: patientClock, log });
  });
  after(() => folder[Symbol.asyncDispose]());

  it('is heard in as many steps as a picture has bars, each at its place, without touching the sound', async () => {
    const source = `${SOUND.tone(4)},volume='if(lt(t,2),1,0.1)':eval=frame`;
    for (const [name, demuxer] of [
      ['step.wav', 'wav'],
      ['step.mp3', 'mp3'],
      ['step.flac', 'flac'],
    ] as const) {
      const path = await folder.sound(name, source);
      const peaks = await audio.peaks({ path, demuxer, durationMs: 4_000 }, signal);
      assert.equal(peaks.length, BARS, name);
      const loud = peaks.slice(10, BARS / 2 - 10);
      const quiet = peaks.slice(BARS / 2 + 10, -10);
      assert.ok(Math.min(...loud) > 5 * Math.max(...quiet), name);
      assert.ok(
        peaks.every((peak) => peak >= 0 && peak <= 1 && Number.isInteger(Math.round(peak * 1e6) / 1e3)),
        name,
      );
    }
    assert.deepEqual(await folder.names(), ['step.flac', 'step.mp3', 'step.wav']);
  });

  it('is nothing, and worth no failure, where the sound cannot be read', async () => {
    const path = await folder.write('broken.wav', 'no sound at all');
    const missing = join(folder.path, 'missing.wav');
    for (const one of [path, missing]) {
      assert.deepEqual(await audio.peaks({ path: one, demuxer: 'wav', durationMs: 4_000 }, signal), []);
    }
    assert.deepEqual(warnings, ['peaks-failed']);
  });

  it('is not listened for once the caller has given up', async () => {
    const path = await folder.sound('tone.wav', SOUND.tone(1));
    const reason = new Error('stop');
    const sound = { path, demuxer: 'wav', durationMs: 1_000 };
    await assert.rejects(audio.peaks(sound, AbortSignal.abort(reason)), reason);
  });
});
