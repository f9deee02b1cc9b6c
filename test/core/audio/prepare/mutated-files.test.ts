import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import { BotError } from '../../../../src/core/model/errors.ts';
import type { Audio } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import {
  collected,
  createSoundFolder,
  SOUND,
  type SoundFolder,
  WIDE_LIMITS,
} from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

const FORMATS: readonly (readonly [string, readonly string[]])[] = [
  ['a.wav', []],
  ['a.mp3', []],
  ['a.flac', []],
  ['a.m4a', ['-c:a', 'aac']],
  ['f.mp4', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
  ['a.ogg', ['-c:a', 'libvorbis']],
  ['a.opus', ['-ar', '48000']],
  ['a.webm', ['-c:a', 'libopus', '-ar', '48000']],
  ['a.mkv', ['-c:a', 'flac']],
  ['a.aiff', []],
  ['a.aac', []],
];
const PER_FORMAT = process.env['PROVE'] === undefined ? 1 : 30;

type Mutation = (bytes: Buffer) => Buffer;

const place = fc.double({ min: 0.02, max: 0.98, noNaN: true });

/** What transfers, disks and programs do to files. */
const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  place.map(
    (share): Mutation =>
      (bytes) =>
        bytes.subarray(0, Math.floor(share * bytes.length)),
  ),
  place.map(
    (share): Mutation =>
      (bytes) =>
        bytes.subarray(Math.floor(share * bytes.length)),
  ),
  fc.tuple(place, fc.nat(2_000)).map(
    ([share, length]): Mutation =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        const start = Math.floor(share * copy.length);
        copy.subarray(start, start + length).fill(0);
        return copy;
      },
  ),
  fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 40 }).map(
    (changes): Mutation =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        for (const [share, byte] of changes) copy[Math.floor(share * copy.length)] = byte;
        return copy;
      },
  ),
  fc.tuple(place, place).map(
    ([from, to]): Mutation =>
      (bytes) => {
        const [start, end] = [from, to]
          .map((share) => Math.floor(share * bytes.length))
          .toSorted((a, b) => a - b);
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
      },
  ),
  // Most of what matters is at the beginning.
  fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }).map(
    (changes): Mutation =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        for (const [at, byte] of changes) if (at < copy.length) copy[at] = byte;
        return copy;
      },
  ),
);

describe('mutated files', () => {
  let folder: SoundFolder;
  let audio: Audio;
  const { signal } = new AbortController();
  before(async () => {
    folder = await createSoundFolder();
    audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 4, clock: patientClock });
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Returns the code of a refusal, or what was made of the file. */
  async function outcomeOf(work: () => Promise<string>): Promise<string> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BotError)) throw error;
      assert.match(error.code, /^(?:file|audio)-/, error.message);
      return error.code;
    }
  }

  it('are taken or told to be broken, and what is taken can be encoded: nothing else comes of them', async (t) => {
    const counts = new Map<string, number>();
    let number = 0;
    for (const [name, options] of FORMATS) {
      const whole = await readFile(await folder.sound(name, SOUND.speechLike(1.5), ...options));
      const property = fc.asyncProperty(mutations, async (mutate) => {
        number += 1;
        const path = await folder.write(`mutated-${number}`, mutate(whole));
        const outcome = await outcomeOf(async () => {
          const upload = await audio.prepareUpload(path, WIDE_LIMITS, signal);
          return upload.path === path ? 'taken as it is' : 'rewritten';
        });
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        await outcomeOf(async () => {
          const result = await audio.prepareResult(path, signal);
          const input = await collected(result.path, result.durationMs, result);
          const order = { input, folder: folder.path, baseName: `made-${number}`, maxFileBytes: 2 ** 22 };
          const { files } = await audio.encode({ ...order, tags: { title: 'a', stem: 'a' } }, signal);
          await Promise.all(files.map((file) => rm(file.path)));
          return 'encoded';
        });
        for (const ending of ['', '.flac', '.m4a', '.wav']) await rm(path + ending, { force: true });
      });
      await fc.assert(property, { numRuns: PER_FORMAT });
    }
    t.diagnostic(`${number} files: ${JSON.stringify(Object.fromEntries(counts))}`);
    const left = (await folder.names()).filter((name) => /^(?:mutated|made|\.)/.test(name));
    assert.deepEqual(left, []);
  });
});
