import { statfs } from 'node:fs/promises';

/** Returns the bytes that are free on the disk of a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Asks the system, for what a user without privileges may use. */
export const freeOnDisk: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};
