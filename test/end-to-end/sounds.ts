import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loudnessOf, samplesOf } from '../fixtures/audio.ts';

const run = promisify(execFile);

/** A song in which a singing voice, drums and a bass line can be told apart, in ffmpeg's filter language. */
export const songOf = (seconds: number): string =>
  [
    "aevalsrc=exprs='0.25*sin(2*PI*330*t)*abs(sin(t*1.7))",
    '+0.4*sin(2*PI*70*t)*(0.6+0.4*sin(t*3))',
    `+0.4*(random(0)*2-1)*exp(-25*mod(t\\,0.5))':s=44100:d=${seconds}`,
  ].join('');

/**
 * Proves by ffmpeg alone that a file is AAC in a real m4a, that it lasts as long as it should, and that it can
 * be heard. Answers its samples at 8 kHz.
 */
export async function assertAudible(
  path: string,
  seconds: { readonly from: number; readonly to: number },
): Promise<Int16Array> {
  // Without an output ffmpeg ends with an error, after it has said what the file is.
  const said = await run('ffmpeg', ['-nostdin', '-hide_banner', '-i', path]).catch((error: unknown) =>
    error instanceof Error && 'stderr' in error ? { stderr: String(error.stderr) } : Promise.reject(error),
  );
  assert.match(said.stderr, /Input #0, mov,mp4,m4a/);
  assert.match(said.stderr, /Audio: aac/);
  const samples = await samplesOf(path, 8_000);
  const length = samples.length / 8_000;
  assert.ok(length >= seconds.from && length <= seconds.to, `${path} lasts ${length} s`);
  const loudness = loudnessOf(samples);
  assert.ok(loudness > 150, `${path} has a loudness of ${loudness}`);
  return samples;
}
