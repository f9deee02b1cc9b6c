import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createAudio } from '../../../../src/core/audio/create-audio.ts';
import { patientClock } from '../../../fakes/patient-clock.ts';
import { createSoundFolder, type SoundFolder } from '../../../fixtures/audio.ts';
import { ffmpegPath } from '../../../fixtures/ffmpeg-path.ts';
import { decode } from '../../../sandbox/sound.ts';

const signal = new AbortController().signal;

describe('joining sounds', () => {
  let folder: SoundFolder;
  before(async () => {
    folder = await createSoundFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  /** One tone in two pieces that meet in the middle of a wave. */
  const tone = (name: string, fromSeconds: number, seconds: number): Promise<string> =>
    folder.sound(name, `aevalsrc=0.5*sin(2*PI*100*(t+${fromSeconds})):d=${seconds}:s=48000`);

  it('leaves no gap and no click where they meet', async () => {
    const audio = createAudio({ ffmpegPath: await ffmpegPath(), concurrency: 1, clock: patientClock });
    const pieces = [
      { path: await tone('a.wav', 0, 0.923), demuxer: 'wav', durationMs: 923 },
      { path: await tone('b.wav', 0.923, 1.077), demuxer: 'wav', durationMs: 1_077 },
    ];
    const joined = await audio.join(pieces, join(folder.path, 'joined.wav'), signal);
    assert.equal(joined.durationMs, 2_000);
    const whole = await decode(joined.path);
    const alone = await decode(await tone('whole.wav', 0, 2));
    const worst = whole.samples.reduce(
      (most, sample, index) => Math.max(most, Math.abs(sample - (alone.samples[index] ?? 0))),
      0,
    );
    assert.ok(worst < 200, `${worst} of 32,768`);
  });

  it('notices when something is missing from what was joined', async () => {
    const short = await folder.script(
      'short',
      `for last; do :; done
      case "$*" in *concat=*) exec '${await ffmpegPath()}' -v error -y -f lavfi -i sine=d=0.5 -f wav "$last";; esac
      exec '${await ffmpegPath()}' "$@"`,
    );
    const audio = createAudio({ ffmpegPath: short, concurrency: 1, clock: patientClock });
    const pieces = [
      { path: await tone('c.wav', 0, 1), demuxer: 'wav', durationMs: 1_000 },
      { path: await tone('d.wav', 1, 1), demuxer: 'wav', durationMs: 1_000 },
    ];
    await assert.rejects(audio.join(pieces, join(folder.path, 'short.wav'), signal), {
      code: 'ffmpeg-failed',
      message: /instead of 2000 ms/,
    });
  });
});
