import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log, silentLog } from '../../ports/log.ts';
import { sealFolder, unsealFolder } from '../../seal/sealed-files.ts';
import type { FileKey } from '../../seal/sealing.ts';

/**
 * The folders of jobs under `DATA_DIR`. Both folders of a job are named by its id alone. What is in them is plain only
 * while a run works on the job: ffmpeg, and what uploads files, need them so.
 */
export interface Folders {
  /** Returns the folder for what is needed only while the job runs. Created if missing. */
  temp(jobId: string): Promise<string>;
  /** Returns the folder for encoded files until they are posted; survives restarts. Created if missing. */
  undelivered(jobId: string): Promise<string>;
  /**
   * Makes the files of a job plain, to work with. One that was altered is removed, and so gotten again.
   */
  open(jobId: string): Promise<void>;
  /** Encrypts what a run leaves of a job's files. Call it before the job is released. */
  seal(jobId: string): Promise<void>;
  /** Encrypts what runs have left that a crash has ended. Call it while none is at work. */
  sealAll(): Promise<void>;
  removeTemp(jobId: string): Promise<void>;
  removeUndelivered(jobId: string): Promise<void>;
  /** Returns the ids of jobs that have a folder of either kind. */
  known(): Promise<ReadonlySet<string>>;
}

/**
 * Creates {@link Folders} under a data folder.
 *
 * @param fileKey encrypts files at rest; without it they stay plain, as tests may want it.
 */
export function createFolders(dataDir: string, fileKey?: FileKey, log: Log = silentLog): Folders {
  const temps = join(dataDir, 'temp');
  const undelivered = join(dataDir, 'undelivered');
  const kinds = [
    ['temp', temps],
    ['undelivered', undelivered],
  ] as const;
  const make = async (parent: string, jobId: string): Promise<string> => {
    const path = join(parent, jobId);
    await mkdir(path, { recursive: true });
    return path;
  };
  const remove = (parent: string, jobId: string): Promise<void> =>
    rm(join(parent, jobId), { recursive: true, force: true });
  const known = async (): Promise<ReadonlySet<string>> => {
    const names = await Promise.all([temps, undelivered].map(namesIn));
    return new Set(names.flat());
  };
  const seal = async (jobId: string): Promise<void> => {
    if (fileKey === undefined) return;
    for (const [kind, parent] of kinds) await sealFolder(join(parent, jobId), fileKey, `${kind}/${jobId}`);
  };
  return {
    temp: (jobId) => make(temps, jobId),
    undelivered: (jobId) => make(undelivered, jobId),
    removeTemp: (jobId) => remove(temps, jobId),
    removeUndelivered: (jobId) => remove(undelivered, jobId),
    async open(jobId) {
      if (fileKey === undefined) return;
      for (const [kind, parent] of kinds) {
        await unsealFolder(join(parent, jobId), fileKey, `${kind}/${jobId}`, (file, error) =>
          log.error({ job: jobId, file, error }, 'sealed-file-damaged'),
        );
      }
    },
    seal,
    async sealAll() {
      for (const jobId of await known()) await seal(jobId);
    },
    known,
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
