import { rm, writeFile } from 'node:fs/promises';
import type { CollectedFile, Waveform } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { AudioTools } from './measure.ts';
import { peaks } from './peaks.ts';
import { together } from './together.ts';
import { BARS, drawWaveform, MAX_LANES } from './waveform-picture.ts';

/**
 * Draws one lane per sound into a PNG. A picture is never worth a failure, so whatever goes wrong, other than the
 * caller giving up, is logged and answered with `undefined`.
 */
export async function waveform(
  tools: AudioTools,
  log: Log,
  files: readonly CollectedFile[],
  toPath: string,
  signal: AbortSignal,
): Promise<Waveform | undefined> {
  if (files.length === 0) return undefined;
  try {
    const lanes = await together(
      signal,
      files.slice(0, MAX_LANES).map((file) => async (either) => ({
        name: file.name,
        durationMs: file.durationMs,
        peaks: await peaks(tools, file, BARS, either),
      })),
    );
    const picture = await drawWaveform(lanes);
    await writeFile(toPath, picture, { signal });
    return { path: toPath, sizeBytes: picture.length };
  } catch (error) {
    await rm(toPath, { force: true });
    signal.throwIfAborted();
    log.warn({ error }, 'waveform-not-drawn');
    return undefined;
  }
}
