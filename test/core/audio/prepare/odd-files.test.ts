import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, type SoundFolder, samplesOf, WIDE_LIMITS } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';
import { ODD_FILES, type Whole, wholeFiles, write } from './odd-files.ts';

const RATE_HZ = 8_000;

describe('files that are not as their headers say', () => {
  let folder: SoundFolder;
  let audio: Audio;
  let whole: Whole;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 4, clock: patientClock });
    whole = await wholeFiles(folder);
  });
  after(() => folder[Symbol.asyncDispose]());

  for (const odd of ODD_FILES) {
    const { name, outcome } = odd;
    if ('code' in outcome) {
      it(`are refused as ${outcome.code}: ${name}`, async () => {
        const path = await write(folder, odd, whole);
        await assert.rejects(audio.prepareUpload(path, WIDE_LIMITS, signal), { code: outcome.code });
      });
      continue;
    }
    const { ms, as, toleranceMs = 1 } = outcome;
    it(`are taken with all they hold, ${as === 'flac' ? 'written anew' : 'as they are'}: ${name}`, async () => {
      const path = await write(folder, odd, whole);
      const upload = await audio.prepareUpload(path, WIDE_LIMITS, signal);
      assert.ok(Math.abs(upload.durationMs - ms) <= toleranceMs, `${upload.durationMs} ms`);
      assert.equal(upload.path === path ? 'itself' : upload.extension, as);
      const uploaded = (await samplesOf(upload.path, RATE_HZ)).length;
      assert.ok(Math.abs(uploaded / 8 - upload.durationMs) <= 2, `${uploaded / 8} ms are uploaded`);
    });
  }
});
