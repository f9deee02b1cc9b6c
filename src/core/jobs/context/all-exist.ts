import { access } from 'node:fs/promises';

/** True when every one of the files is still on the disk. */
export async function allExist(files: readonly { readonly path: string }[]): Promise<boolean> {
  try {
    await Promise.all(files.map((file) => access(file.path)));
    return true;
  } catch {
    return false;
  }
}
