import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import { fitPeaks, heardPeaks } from '../../../../src/core/audio/measure/listen.ts';
import type { Encoded } from '../../../../src/core/ports/audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { collected, createSoundFolder, type SoundFolder } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';

/** A third at full height, a third of silence, a third at a quarter of the height. */
const STEPS = (seconds: number): string =>
  `aevalsrc=sin(2*PI*400*t)*(lt(t\\,${seconds / 3})+0.25*gte(t\\,${(seconds * 2) / 3})):d=${seconds}:s=48000`;

describe('the peaks of an encoded sound', () => {
  let folder: SoundFolder;
  before(async () => {
    folder = await createSoundFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  async function encode(
    file: { readonly name: string; readonly demuxer: string; readonly seconds: number },
    how: { readonly concurrency?: number; readonly maxFileBytes?: number; readonly ffmpeg?: string } = {},
  ): Promise<Encoded> {
    const { concurrency = 1, maxFileBytes = 2 ** 20, ffmpeg = await ffmpegPath() } = how;
    const path = await folder.sound(file.name, STEPS(file.seconds));
    const audio = createAudio({ ffmpegPath: ffmpeg, concurrency, clock: patientClock });
    const order = {
      input: await collected(path, file.seconds * 1000, { demuxer: file.demuxer }),
      folder: join(folder.path, `${file.name}-${concurrency}-${maxFileBytes}`),
      baseName: 'song',
      tags: { title: 'Song', stem: 'vocals' },
      maxFileBytes,
    };
    return audio.encode(order, new AbortController().signal);
  }

  const peaksIn = ({ files }: Encoded) => files.flatMap(({ peaks }) => peaks ?? []);

  function assertSteps(peaks: readonly number[]): void {
    const at = (share: number) => peaks[Math.floor(peaks.length * share)];
    const [loud = 0, silent = 1, quiet = 0] = [at(1 / 6), at(1 / 2), at(5 / 6)];
    assert.ok(loud > 0.9 && loud <= 1, `${loud}`);
    assert.ok(silent < 0.02, `${silent}`);
    assert.ok(Math.abs(quiet - 0.25) < 0.03, `${quiet}`);
  }

  for (const [name, demuxer] of [
    ['p.wav', 'wav'],
    ['p.flac', 'flac'],
    ['p.m4a', 'mov'],
  ] as const) {
    it(`follow its loudness over time, made from ${name}`, async () => {
      const peaks = peaksIn(await encode({ name, demuxer, seconds: 3 }));
      assert.equal(peaks.length, 168);
      assertSteps(peaks);
    });
  }

  it('are in their places although the sound was cut into parts', async () => {
    const encoded = await encode(
      { name: 'parts.wav', demuxer: 'wav', seconds: 36 },
      { maxFileBytes: 130_000 },
    );
    assert.ok(encoded.files.length > 1);
    assertSteps(peaksIn(encoded));
  });

  it('are missing where ffmpeg cannot tell them, and the sound is made all the same', async () => {
    const body = `case "$*" in *astats*) echo "No such filter: 'astats'" >&2; exit 1;; esac\nexec '${await ffmpegPath()}' "$@"`;
    const ffmpeg = await folder.script('without-astats', body);
    const encoded = await encode({ name: 'plain.wav', demuxer: 'wav', seconds: 3 }, { ffmpeg });
    assert.ok(Math.abs((encoded.files[0]?.durationMs ?? 0) - 3000) < 60);
    assert.deepEqual(peaksIn(encoded), []);
  });
});

describe('reading peaks', () => {
  it('finds them between the lines of the progress, silence included', () => {
    const report = [
      'out_time_us=0',
      'progress=continue',
      'frame:0    pts:0       pts_time:0',
      'lavfi.astats.Overall.Peak_level=-6.020600',
      'frame:1    pts:47250   pts_time:1.07143',
      'lavfi.astats.Overall.Peak_level=-inf',
      'lavfi.astats.Overall.Peak_level=0.800000',
      'progress=end',
    ];
    const [half = 0, ...others] = heardPeaks(report.join('\n'));
    assert.ok(Math.abs(half - 0.5) < 1e-6);
    assert.deepEqual(others, [0, 1]);
    assert.deepEqual(heardPeaks('progress=end'), []);
  });

  it('loses no peak and invents none when they are fitted to another number', () => {
    const peaks = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(peaks, fc.integer({ min: 1, max: 200 }), (given, count) => {
        const fitted = fitPeaks(given, count);
        assert.equal(fitted.length, count);
        assert.equal(Math.max(...fitted), Math.max(...given));
        for (const peak of fitted) assert.ok(given.includes(peak));
      }),
    );
    assert.deepEqual(fitPeaks([0.1, 0.9, 0.3, 0.4], 2), [0.9, 0.4]);
    assert.deepEqual(fitPeaks([0.1, 0.9], 4), [0.1, 0.1, 0.9, 0.9]);
  });
});
