import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Describes a song with two different channels, like music: a pulsing chord, and noise that comes and goes.
 *
 * Songs of different `seed` differ in both.
 */
function description(durationSeconds: number, seed: number): string {
  const length = `d=${durationSeconds}`;
  const hertz = [220, 331, 554].map((each) => each * 1.06 ** seed);
  const chord =
    `0.3*sin(2*PI*${hertz[0]}*t)*(0.6+0.4*sin(6*t))+0.2*sin(2*PI*${hertz[2]}*t)` +
    `|0.3*sin(2*PI*${hertz[1]}*t)`;
  return [
    `aevalsrc=${chord}:${length}:s=44100[a]`,
    `anoisesrc=color=pink:seed=${seed}:${length}:r=44100:a=0.3,tremolo=f=0.5:d=0.8[b]`,
    '[a][b]amerge=inputs=2,pan=stereo|c0=c0+c2|c1=c1+c2',
  ].join(';');
}

/** Writes a song as stereo WAV, 16 bit at 44.1 kHz: about 10 MB per minute. */
export async function makeSong(
  ffmpegPath: string,
  path: string,
  durationSeconds: number,
  seed = 1,
): Promise<void> {
  const made = ['-f', 'lavfi', '-i', description(durationSeconds, seed), '-c:a', 'pcm_s16le', path];
  await run(ffmpegPath, ['-v', 'error', '-nostdin', '-y', ...made]);
}
