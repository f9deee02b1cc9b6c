import { rm, writeFile } from 'node:fs/promises';
import type { Waveform } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { Lane } from './audio.ts';
import { drawWaveform, MAX_LANES } from './waveform-picture.ts';

/**
 * Draws one lane per sound into a PNG. A picture is never worth a failure, so whatever goes wrong, other than the
 * caller giving up, is logged and answered with `undefined`.
 */
export async function waveform(
  log: Log,
  lanes: readonly Lane[],
  toPath: string,
  signal: AbortSignal,
): Promise<Waveform | undefined> {
  if (lanes.length === 0) return undefined;
  signal.throwIfAborted();
  try {
    if (lanes.some((lane) => lane.peaks.length === 0)) throw new Error('ffmpeg told no peaks');
    const picture = await drawWaveform(lanes.slice(0, MAX_LANES));
    await writeFile(toPath, picture, { signal });
    return { path: toPath, sizeBytes: picture.length };
  } catch (error) {
    await rm(toPath, { force: true });
    signal.throwIfAborted();
    log.warn({ error }, 'waveform-not-drawn');
    return undefined;
  }
}
