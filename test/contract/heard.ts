import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ShownFile } from './chat.ts';

const run = promisify(execFile);
const RATE_HZ = 8_000;
const BYTES_PER_SAMPLE = 2;

/** How long each sound is when it is played to its end, decoded by one ffmpeg of its own. */
export async function heardMs(folder: string, sounds: readonly ShownFile[]): Promise<readonly number[]> {
  const files = await Promise.all(
    sounds.map(async ({ bytes }, index) => {
      const from = join(folder, `heard-${index}.m4a`);
      await writeFile(from, bytes);
      return { from, to: join(folder, `heard-${index}.pcm`) };
    }),
  );
  const inputs = files.flatMap(({ from }) => ['-i', from]);
  const raw = ['-ac', '1', '-ar', String(RATE_HZ), '-f', 's16le'];
  const outputs = files.flatMap(({ to }, index) => ['-map', `${index}:a`, ...raw, to]);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...inputs, ...outputs]);
  const sizes = await Promise.all(files.map(async ({ to }) => (await stat(to)).size));
  return sizes.map((size) => (size / BYTES_PER_SAMPLE / RATE_HZ) * 1_000);
}
