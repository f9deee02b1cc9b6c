import { join, resolve } from 'node:path';
import { StartError } from '../core/model/start-error.ts';
import { lockFile } from '../core/store/sqlite/file-lock.ts';

/**
 * Claims the data folder for this process until disposed of. Another bot that works in it would remove the
 * files of jobs it has no record of.
 *
 * @throws {StartError} naming `DATA_DIR`, when another process holds it.
 */
export function claimDataDir(dataDir: string): Disposable {
  const folder = resolve(dataDir);
  const claim = lockFile(join(folder, 'process-lock'));
  if (claim !== undefined) return claim;
  throw new StartError(
    `DATA_DIR is ${folder}, but another process of the bot already works there. Stop it, or give each process a DATA_DIR of its own.`,
  );
}
