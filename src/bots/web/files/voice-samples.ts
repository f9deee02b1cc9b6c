import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a fetched sample of a voice is used, and kept. */
export const SAMPLE_KEPT_MS = 3_600_000;

/** Whether a fetched sample is there and still used. */
export async function isFreshSample(path: string, nowMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && nowMs - found.mtimeMs < SAMPLE_KEPT_MS;
}

/** Removes samples that are no longer used. The folder may not be there. */
export async function removeOldSamples(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!(await isFreshSample(path, nowMs))) await rm(path, { force: true });
  }
}
