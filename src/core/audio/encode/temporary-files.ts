import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodedFile } from '../../model/job/job-files.ts';
import type { UnnamedFile } from './encode-stretch.ts';

/** Temporary files in one folder. Those not kept are removed at the end of the block. */
export class TemporaryFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #paths: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns a unique path in the same folder, so that renaming is atomic. */
  add(): string {
    const path = join(this.#folder, `.making-${randomUUID()}.m4a`);
    this.#paths.push(path);
    return path;
  }

  /** Gives all files their final names, or none of them. */
  async keep(files: readonly UnnamedFile[]): Promise<readonly EncodedFile[]> {
    try {
      for (const { temporaryPath, file } of files) await rename(temporaryPath, file.path);
    } catch (error) {
      await Promise.all(files.map(({ file }) => rm(file.path, { force: true })));
      throw error;
    }
    return files.map(({ file }) => file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }
}
