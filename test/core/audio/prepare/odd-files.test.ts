import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import {
  collected,
  createSoundFolder,
  type SoundFolder,
  samplesOf,
  WIDE_LIMITS,
} from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';
import { ODD_FILES, type Whole, wholeFiles, write } from './odd-files.ts';

const RATE_HZ = 8_000;
/** What the edit list of an M4A hides at its beginning, or its last frame is padded with. */
const ENCODER_DELAY_MS = 50;

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
    it(`are taken with all they hold, ${as === 'flac' ? 'rewritten' : 'as they are'}: ${name}`, async () => {
      const path = await write(folder, odd, whole);
      const upload = await audio.prepareUpload(path, WIDE_LIMITS, signal);
      assert.ok(Math.abs(upload.durationMs - ms) <= toleranceMs, `${upload.durationMs} ms`);
      assert.equal(upload.path === path ? 'itself' : upload.extension, as);
      const uploaded = (await samplesOf(upload.path, RATE_HZ)).length;
      assert.ok(Math.abs(uploaded / 8 - upload.durationMs) <= ENCODER_DELAY_MS, `${uploaded / 8} ms`);
    });
    if (ms === 1000 || (process.env['PROVE'] === undefined && !name.startsWith('flac'))) continue;
    it(`are encoded with all they hold, where they are results: ${name}`, async () => {
      const { path, ...found } = await audio.prepareResult(await write(folder, odd, whole), signal);
      const input = await collected(path, found.durationMs, found);
      const order = { input, folder: folder.path, baseName: 'made', maxFileBytes: 2 ** 20 };
      const { files } = await audio.encode({ ...order, tags: { title: 'a', stem: 'a' } }, signal);
      const encoded = (await samplesOf(files[0]?.path ?? '', RATE_HZ)).length / 8;
      assert.ok(Math.abs(encoded - ms) <= toleranceMs + ENCODER_DELAY_MS, `${encoded} ms`);
    });
  }
});
