import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of jobs under `DATA_DIR`. Both folders of a job are named by its id alone. */
export interface Folders {
  /** Returns the folder for what is needed only while the job runs. Created if missing. */
  temp(jobId: string): Promise<string>;
  /** Returns the folder for encoded files until they are posted; survives restarts. Created if missing. */
  undelivered(jobId: string): Promise<string>;
  removeTemp(jobId: string): Promise<void>;
  removeUndelivered(jobId: string): Promise<void>;
  /** Returns the ids of jobs that have a folder of either kind. */
  known(): Promise<ReadonlySet<string>>;
}

/** Creates {@link Folders} under a data folder. */
export function createFolders(dataDir: string): Folders {
  const temps = join(dataDir, 'temp');
  const undelivered = join(dataDir, 'undelivered');
  const make = async (parent: string, jobId: string): Promise<string> => {
    const path = join(parent, jobId);
    await mkdir(path, { recursive: true });
    return path;
  };
  const remove = (parent: string, jobId: string): Promise<void> =>
    rm(join(parent, jobId), { recursive: true, force: true });
  return {
    temp: (jobId) => make(temps, jobId),
    undelivered: (jobId) => make(undelivered, jobId),
    removeTemp: (jobId) => remove(temps, jobId),
    removeUndelivered: (jobId) => remove(undelivered, jobId),
    async known() {
      const names = await Promise.all([temps, undelivered].map(namesIn));
      return new Set(names.flat());
    },
  };
}

/** Whether all of the files are still on the disk. */
export async function allExist(files: readonly { readonly path: string }[]): Promise<boolean> {
  try {
    await Promise.all(files.map((file) => access(file.path)));
    return true;
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
