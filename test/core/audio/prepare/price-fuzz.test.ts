import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, SOUND, type SoundFolder, WIDE_LIMITS } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';
import { type Base, makeBases, tricks } from './tricks.ts';

const IS_PROOF = process.env['PROVE'] !== undefined;
const RUNS = IS_PROOF ? 500 : 6;
const AT_ONCE = 4;
/** Rounding of samples to milliseconds, at two rates. */
const ROUNDING_MS = 2;

const run = promisify(execFile);

/**
 * Decodes a file in every way that ffmpeg offers, without any of the code under test: each of its streams, with
 * and without its edit list, in the format that ffmpeg itself takes it for.
 *
 * @returns the longest that came of it.
 */
async function longestDecode(ffmpeg: string, path: string): Promise<number> {
  let longest = 0;
  for (const edits of [[], ['-ignore_editlist', '1']]) {
    for (let stream = 0; stream < 3; stream += 1) {
      const args = [
        ...['-v', 'quiet', '-nostdin', '-threads', '1', ...edits, '-i', path, '-map', `0:a:${stream}`],
        ...['-ac', '1', '-ar', '8000', '-f', 's16le', 'pipe:1'],
      ];
      const options = { encoding: 'buffer', maxBuffer: 2 ** 28 } as const;
      const { stdout } = await run(ffmpeg, args, options).catch(
        (error: unknown) => error as { readonly stdout: Buffer },
      );
      if (stdout.length === 0) break;
      longest = Math.max(longest, stdout.length / 16);
    }
  }
  return longest;
}

describe('the price of an upload', () => {
  let folder: SoundFolder;
  let audio: Audio;
  let bases: readonly Base[];
  let ffmpeg: string;
  before(async () => {
    folder = await createSoundFolder();
    ffmpeg = await ffmpegPath();
    audio = createAudio({ ffmpegPath: ffmpeg, concurrency: 2 * AT_ONCE, clock: patientClock });
    bases = await makeBases(folder, IS_PROOF ? 1 : 5);
  });
  after(() => folder[Symbol.asyncDispose]());

  it('is never below what any decode of the uploaded bytes gives, whatever the file does to hide it', async (t) => {
    const counts = { asItself: 0, rewritten: 0, refused: 0 };
    let number = 0;
    const property = fc.asyncProperty(
      fc.nat(29),
      fc.array(tricks, { minLength: 1, maxLength: 3 }),
      async (which, played) => {
        const base = bases[which % bases.length] ?? assert.fail('There is no such file');
        const bytes = played.reduce((changed, trick) => trick(changed, bases), base.bytes);
        number += 1;
        const path = await folder.write(`tricked-${number}`, bytes);
        try {
          const upload = await audio.prepareUpload(path, WIDE_LIMITS, new AbortController().signal);
          counts[upload.path === path ? 'asItself' : 'rewritten'] += 1;
          const decodedMs = await longestDecode(ffmpeg, upload.path);
          const { durationMs } = upload;
          assert.ok(
            decodedMs <= durationMs + ROUNDING_MS,
            `${decodedMs} ms for the price of ${durationMs} ms`,
          );
        } catch (error) {
          if (!(error instanceof BotError)) throw error;
          assert.match(error.code, /^(?:file|audio)-/, error.message);
          counts.refused += 1;
        } finally {
          for (const ending of ['', '.flac', '.m4a', '.wav']) await rm(path + ending, { force: true });
        }
      },
    );
    await fc.assert(property, { numRuns: RUNS });
    t.diagnostic(`${RUNS} files: ${JSON.stringify(counts)}`);
    if (IS_PROOF) assert.ok(counts.asItself > 0 && counts.rewritten > 0, JSON.stringify(counts));
    assert.deepEqual(
      (await folder.names()).filter((name) => name.startsWith('tricked')),
      [],
      join(folder.path),
    );
  });

  it('is that of samples, also where they spell the frames of longer audio', async () => {
    const silence = await readFile(
      await folder.sound('silence.flac', 'anullsrc=sample_rate=44100', '-t', '2'),
    );
    // Behind the headers of the file, which state their lengths.
    let frames = 4;
    for (let isLast = false; !isLast; ) {
      isLast = ((silence[frames] ?? 0) & 0x80) !== 0;
      frames += 4 + silence.readUIntBE(frames + 1, 3);
    }
    const aiff = await readFile(await folder.sound('noise.aiff', SOUND.noise(2)));
    const sound = aiff.subarray(aiff.indexOf('SSND') + 16);
    for (let at = 0; at < sound.length; at += silence.length - frames) silence.copy(sound, at, frames);
    const path = await folder.write('spelled', aiff);
    const upload = await audio.prepareUpload(path, WIDE_LIMITS, new AbortController().signal);
    const decodedMs = await longestDecode(ffmpeg, upload.path);
    assert.ok(Math.abs(upload.durationMs - 2_000) < 50, `${upload.durationMs} ms`);
    assert.ok(decodedMs <= upload.durationMs + ROUNDING_MS, `${decodedMs} ms`);
  });
});
