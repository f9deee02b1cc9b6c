import { link, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromFile } from 'file-type';
import type { Job } from '../../../core/model/job/job.ts';

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Its dot keeps it apart from posts, whose folders lie beside it. */
const FILE = 'source.bin';
/** Services whose result is heard, or read, beside what it was made of. */
const COMPARED: ReadonlySet<string> = new Set(['transcription', 'diarization', 'denoise']);

/** What is known of a kept file. */
export interface SourceFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** Keeps what a member uploaded for a job beside its posts, with which it is removed. */
export interface SourceFiles {
  /** Keeps the upload at `path`, unless the job has no use for it or it is gone. Never rejects. */
  keep(job: Pick<Job, 'id' | 'request'>, path: string): Promise<void>;
  /** Returns the kept file of a job; `undefined` without one. */
  of(jobId: string): Promise<SourceFile | undefined>;
}

/**
 * Opens the store in the folder of the post archive. A kept file is the upload itself under a second name, so that
 * keeping it takes neither time nor space while the upload exists.
 */
export function createSourceFiles(root: string): SourceFiles {
  return {
    async keep({ id, request }, path) {
      if (!ID.test(id) || !COMPARED.has(request.service)) return;
      try {
        await mkdir(join(root, id), { recursive: true });
        await link(path, join(root, id, FILE));
      } catch {
        // Kept already, swept, or on a disk without links: the result is complete without it.
      }
    },
    async of(jobId) {
      if (!ID.test(jobId)) return undefined;
      const path = join(root, jobId, FILE);
      const found = await stat(path).catch(() => undefined);
      return found === undefined ? undefined : { path, sizeBytes: found.size };
    },
  };
}

/**
 * Returns the type of an uploaded file by its content, if a player takes it. Members upload what they like, so a
 * browser must never be told to show it.
 */
export async function playableType(path: string): Promise<string | undefined> {
  const found = await fileTypeFromFile(path);
  return found !== undefined && /^(audio|video)\//.test(found.mime) ? found.mime : undefined;
}
