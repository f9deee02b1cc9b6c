import { inputArgs, type RunFfmpeg } from './run-ffmpeg.ts';

const RATE_HZ = 8000;
const BYTES_PER_SAMPLE = 2;

/**
 * Returns the length of the first audio track in a file, found by decoding it to the end.
 *
 * @throws {Error} when the file has no audio or cannot be read.
 */
export async function measureMs(run: RunFfmpeg, path: string, signal: AbortSignal): Promise<number> {
  let sizeBytes = 0;
  const decode = ['-map', '0:a:0', '-ac', '1', '-ar', String(RATE_HZ), '-f', 's16le', 'pipe:1'];
  await run([...inputArgs(path), ...decode], signal, (chunk) => {
    sizeBytes += chunk.length;
  });
  if (sizeBytes === 0) throw new Error('the file has no audio');
  return Math.round((sizeBytes / BYTES_PER_SAMPLE / RATE_HZ) * 1000);
}
