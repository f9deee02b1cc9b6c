import { link, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileTypeFromBuffer } from 'file-type';
import type { Job } from '../../../core/model/job/job.ts';
import type { ByteRange } from '../../../core/seal/open-sealed.ts';
import { plainBytesOf } from '../../../core/seal/sealed-format.ts';
import { NO_SEALING, type Sealing } from '../../../core/seal/sealing.ts';
import { readUpload, type UploadedFile, uploadIdentity } from './upload-content.ts';

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Their dots keep them apart from posts, whose folders lie beside them. */
const FILES = { plain: 'source.bin', sealed: 'source.sealed' } as const;
/** Services whose result is heard, or read, beside what it was made of. */
const COMPARED: ReadonlySet<string> = new Set(['transcription', 'diarization', 'denoise']);
/** What shows a file's type lies within its first bytes (file-type’s sample size). */
const SAMPLE_BYTES = 4_100;

/** A kept file. */
export interface SourceFile {
  readonly sizeBytes: number;
  /** Opens it, or a range of it. The stream fails with `sealed-unreadable` if the file was altered. */
  readonly read: (range?: ByteRange) => Readable;
}

/** Keeps what a member uploaded for a job beside its posts, with which it is removed. */
export interface SourceFiles {
  /** Keeps an upload, unless the job has no use for it or it is gone. Never rejects. */
  keep(job: Pick<Job, 'id' | 'request'>, upload: UploadedFile): Promise<void>;
  /** Returns the kept file of a job; `undefined` without one. */
  of(job: Pick<Job, 'id' | 'request'>): Promise<SourceFile | undefined>;
}

/**
 * Opens the store in the folder of the post archive. A kept file is the upload itself under a second name, so that
 * keeping it takes neither time nor space while the upload exists.
 */
export function createSourceFiles(root: string, { fileKey }: Sealing = NO_SEALING): SourceFiles {
  return {
    async keep({ id, request }, { path, isSealed }) {
      if (!ID.test(id) || !COMPARED.has(request.service)) return;
      try {
        await mkdir(join(root, id), { recursive: true });
        await link(path, join(root, id, isSealed ? FILES.sealed : FILES.plain));
      } catch {
        // Kept already, swept, or on a disk without links: the result is complete without it.
      }
    },
    async of({ id: jobId, request }) {
      const source = request.service === 'speech' ? undefined : request.source;
      if (!ID.test(jobId) || source?.kind !== 'attachment') return undefined;
      const id = source.ref;
      for (const [kind, name] of Object.entries(FILES)) {
        const path = join(root, jobId, name);
        const found = await stat(path).catch(() => undefined);
        if (found === undefined) continue;
        const isSealed = kind === 'sealed';
        const sizeBytes = isSealed ? plainBytesOf(found.size, uploadIdentity(id)).bytes : found.size;
        return { sizeBytes, read: (range) => readUpload({ path, id, isSealed }, fileKey, range) };
      }
      return undefined;
    },
  };
}

/**
 * Returns the type of an uploaded file by its content, if a player takes it. Members upload what they like, so a
 * browser must never be told to show it.
 */
export async function playableType({ sizeBytes, read }: SourceFile): Promise<string | undefined> {
  const start = await buffer(read({ start: 0, end: Math.min(SAMPLE_BYTES, sizeBytes) - 1 }));
  const found = await fileTypeFromBuffer(start);
  return found !== undefined && /^(audio|video)\//.test(found.mime) ? found.mime : undefined;
}
