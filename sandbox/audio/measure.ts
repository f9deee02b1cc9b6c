import { type Contour, ContourMeter } from './contour.ts';
import { SPEECH_RATE_HZ } from './pcm.ts';
import { inputArgs, type RunFfmpeg } from './run-ffmpeg.ts';

const BYTES_PER_SAMPLE = 2;

/** The length of a recording, and how it sounds over time. */
export interface Measured {
  readonly durationMs: number;
  readonly contour: Contour;
}

/**
 * Measures the first audio track in a file by decoding it to the end.
 *
 * @throws {Error} when the file has no audio or cannot be read.
 */
export async function measure(run: RunFfmpeg, path: string, signal: AbortSignal): Promise<Measured> {
  const meter = new ContourMeter();
  let sizeBytes = 0;
  const decode = ['-map', '0:a:0', '-ac', '1', '-ar', String(SPEECH_RATE_HZ), '-f', 's16le', 'pipe:1'];
  await run([...inputArgs(path), ...decode], signal, (chunk) => {
    sizeBytes += chunk.length;
    meter.hear(chunk);
  });
  if (sizeBytes === 0) throw new Error('the file has no audio');
  const durationMs = Math.round((sizeBytes / BYTES_PER_SAMPLE / SPEECH_RATE_HZ) * 1000);
  return { durationMs, contour: meter.contour };
}
