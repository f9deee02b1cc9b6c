import type { Picture } from '../model/job/job-files.ts';
import type { Turn } from '../model/job/provider-job.ts';
import type { Log } from '../ports/log.ts';
import { drawToFile } from './draw-to-file.ts';
import { drawTimeline } from './timeline-picture.ts';

/** Draws who speaks when into a PNG; `undefined` as {@link drawToFile} says, and where nobody speaks. */
export async function timeline(
  log: Log,
  turns: readonly Turn[],
  toPath: string,
  signal: AbortSignal,
): Promise<Picture | undefined> {
  return turns.length === 0 ? undefined : drawToFile(log, () => drawTimeline(turns), toPath, signal);
}
