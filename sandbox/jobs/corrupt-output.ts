import { stat, truncate, writeFile } from 'node:fs/promises';
import type { FaultOf } from '../faults/fault.ts';
import type { Output } from './job.ts';

/**
 * Corrupts finished audio on disk, all of it or one stem.
 *
 * `garbage`: the bytes are not audio. `cut`: the header promises twice the audio that follows, while the
 * download is complete by its Content-Length.
 */
export async function corruptOutput(
  outputs: readonly Output[],
  { how, stem }: Pick<FaultOf<'damaged-audio'>, 'how' | 'stem'>,
): Promise<void> {
  for (const { path } of outputs.filter(({ name }) => stem === undefined || name === stem)) {
    if (how === 'garbage') await writeFile(path, '<html><body>Bad gateway</body></html>\n'.repeat(100));
    else await truncate(path, Math.floor((await stat(path)).size / 2));
  }
}
