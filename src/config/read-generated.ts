import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../core/model/start-error.ts';

/**
 * Reads a secret from a file that its owner alone can read. The first process that asks for it generates it;
 * all others, however close, read the same.
 *
 * @throws {StartError} if the file belongs to another user.
 */
export async function readGenerated(path: string, generate: () => string): Promise<string> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${basename(path)}-${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(draft, `${generate()}\n`, { mode: 0o600, flag: 'wx' });
    // A link either creates the whole file or fails, so nobody ever reads half a secret.
    await link(draft, path).catch((error: unknown) => {
      if (!isAlreadyThere(error)) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await chmod(path, 0o600).catch((cause: unknown) => {
    const advice = 'Give it to the user the bot runs as, or set DATA_DIR to another folder.';
    throw new StartError(`${path} belongs to another user. ${advice}`, { cause });
  });
  return (await readFile(path, 'utf8')).trim();
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
