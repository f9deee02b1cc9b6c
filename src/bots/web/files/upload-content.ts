import type { Readable } from 'node:stream';
import type { ByteRange } from '../../../core/seal/open-sealed.ts';
import { readAtRest } from '../../../core/seal/read-at-rest.ts';
import type { FileKey } from '../../../core/seal/sealing.ts';

/** An uploaded file on disk. */
export interface UploadedFile {
  readonly path: string;
  /** The id that the page got for it. */
  readonly id: string;
  /** Whether it is encrypted; those from before encryption aren't. */
  readonly isSealed: boolean;
}

/** What the file of an upload is encrypted as, wherever it lies. */
export function uploadIdentity(id: string): string {
  return `upload:${id}`;
}

/**
 * Opens the content of an upload, or a range of it. The stream fails with `sealed-unreadable` if the file was altered.
 *
 * @throws {BotError} `sealed-unreadable` without the key.
 */
export function readUpload(
  { path, id, isSealed }: UploadedFile,
  fileKey: FileKey | undefined,
  range?: ByteRange,
): Readable {
  return readAtRest({ path, isSealed, identity: uploadIdentity(id) }, fileKey, range);
}
