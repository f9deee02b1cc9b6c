import { stat, truncate, writeFile } from 'node:fs/promises';
import type { Output } from './job.ts';

/**
 * Spoils finished audio on disk. `garbage`: the bytes are no sound at all. `cut`: the header promises twice what
 * follows, and the download is nevertheless complete by its Content-Length.
 */
export async function damage(outputs: readonly Output[], how: 'garbage' | 'cut'): Promise<void> {
  for (const { path } of outputs) {
    if (how === 'garbage') await writeFile(path, '<html><body>Bad gateway</body></html>\n'.repeat(100));
    else await truncate(path, Math.floor((await stat(path)).size / 2));
  }
}
