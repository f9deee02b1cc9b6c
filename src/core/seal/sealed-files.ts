import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openSealed } from './open-sealed.ts';
import { sealStream } from './seal-stream.ts';
import type { FileKey } from './sealing.ts';

/** What the name of an encrypted file ends with, and that of one being written. */
const SEALED = '.sealed';
const DRAFT = '.draft';
const OWN_ONLY = { mode: 0o600 };

/**
 * Replaces every plain file in a folder by an encrypted one. Each is whole before the plain one is removed, so a crash
 * loses nothing. A folder that doesn't exist has none.
 *
 * @param identity what the folder is; each file is bound to it and to its name.
 */
export async function sealFolder(folder: string, fileKey: FileKey, identity: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (name.endsWith(DRAFT)) await rm(path, { force: true });
    else if (!name.endsWith(SEALED)) {
      const draft = `${path}${DRAFT}`;
      const sealing = sealStream(fileKey, `${identity}/${name}`);
      await pipeline(createReadStream(path), sealing, createWriteStream(draft, OWN_ONLY));
      await rename(draft, `${path}${SEALED}`);
      await rm(path);
    }
  }
}

/**
 * Replaces every encrypted file in a folder by the plain one, to work with.
 *
 * @param onDamaged called for a file that was altered, cut off or exchanged. It's removed.
 */
export async function unsealFolder(
  folder: string,
  fileKey: FileKey,
  identity: string,
  onDamaged: (name: string, error: unknown) => void,
): Promise<void> {
  const names = await namesIn(folder);
  for (const sealedName of names.filter((one) => one.endsWith(SEALED))) {
    const name = sealedName.slice(0, -SEALED.length);
    const [path, draft] = [join(folder, name), join(folder, `${name}${DRAFT}`)];
    // A crash has left both: the plain one is whole.
    if (!names.includes(name)) {
      try {
        const content = openSealed(join(folder, sealedName), fileKey, `${identity}/${name}`);
        await pipeline(content, createWriteStream(draft, OWN_ONLY));
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        if (!isDamage(error)) throw error;
        onDamaged(name, error);
      }
    }
    await rm(join(folder, sealedName));
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'sealed-unreadable';
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
