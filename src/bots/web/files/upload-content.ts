import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { BotError } from '../../../core/model/errors.ts';
import { type ByteRange, openSealed } from '../../../core/seal/open-sealed.ts';
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
  if (!isSealed) return createReadStream(path, range);
  if (fileKey === undefined) throw new BotError('sealed-unreadable', 'No key decrypts the upload');
  return openSealed(path, fileKey, uploadIdentity(id), range);
}
