import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '../core/model/start-error.ts';

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  ENOTDIR: 'part of that path is not a folder',
  EEXIST: 'part of that path is not a folder',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'that name is too long',
};

/** Completes the sentence “DATA_DIR is …, but …”. */
export function whyNotWritable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return WHY[code] ?? `writing there fails (${code})`;
}

/**
 * Creates the data folder, readable by this user only, and proves that files can be written there: no job may
 * be paid for whose result cannot be stored.
 *
 * @throws {StartError} naming `DATA_DIR`.
 */
export async function prepareDataDir(dataDir: string): Promise<void> {
  const folder = resolve(dataDir);
  const probe = join(folder, `.write-check-${randomBytes(8).toString('hex')}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, 'x', { flag: 'wx' });
  } catch (error) {
    throw new StartError(
      `DATA_DIR is ${folder}, but ${whyNotWritable(error)}. Set DATA_DIR to a folder the bot can write to.`,
      { cause: error },
    );
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/**
 * Creates a folder and its parents. Node's own recursive way loops forever below a folder such as /proc,
 * which exists but reports that nothing in it does.
 */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isFolder(folder))) throw error;
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
