import type { Picture } from '../model/job/job-files.ts';
import type { Lane } from '../ports/audio.ts';
import type { Log } from '../ports/log.ts';
import { drawToFile } from './draw-to-file.ts';
import { drawWaveform, MAX_LANES } from './waveform-picture.ts';

/** Draws one lane per sound into a PNG; `undefined` as {@link drawToFile} says, and where there is nothing to draw. */
export async function waveform(
  log: Log,
  lanes: readonly Lane[],
  toPath: string,
  signal: AbortSignal,
): Promise<Picture | undefined> {
  if (lanes.length === 0) return undefined;
  return drawToFile(
    log,
    () => {
      if (lanes.some((lane) => lane.peaks.length === 0)) throw new Error('ffmpeg told no peaks');
      return drawWaveform(lanes.slice(0, MAX_LANES));
    },
    toPath,
    signal,
  );
}
