import { rm, writeFile } from 'node:fs/promises';
import type { Picture } from '../model/job/job-files.ts';
import type { Log } from '../ports/log.ts';

/**
 * Draws a picture into a file.
 *
 * A missing picture must not fail a job, so any failure except an abort by the caller is logged and returns
 * `undefined`.
 */
export async function drawToFile(
  log: Log,
  draw: () => Promise<Buffer>,
  toPath: string,
  signal: AbortSignal,
): Promise<Picture | undefined> {
  signal.throwIfAborted();
  try {
    const picture = await draw();
    await writeFile(toPath, picture, { signal });
    return { path: toPath, sizeBytes: picture.length };
  } catch (error) {
    await rm(toPath, { force: true });
    signal.throwIfAborted();
    log.warn({ error }, 'picture-not-drawn');
    return undefined;
  }
}
