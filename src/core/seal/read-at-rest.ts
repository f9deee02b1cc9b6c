import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { BotError } from '../model/errors.ts';
import { type ByteRange, openSealed } from './open-sealed.ts';
import type { FileKey } from './sealing.ts';

/** A stored file. */
export interface FileAtRest {
  readonly path: string;
  /** Whether it is encrypted; those from before encryption aren't. */
  readonly isSealed: boolean;
  /** What it is encrypted as, wherever it lies. */
  readonly identity: string;
}

/**
 * Reads a stored file, or a range of it, encrypted or not. The stream fails with `sealed-unreadable` if the file was
 * altered.
 *
 * @throws {BotError} `sealed-unreadable` without the key.
 */
export function readAtRest(
  { path, isSealed, identity }: FileAtRest,
  fileKey: FileKey | undefined,
  range?: ByteRange,
): Readable {
  if (!isSealed) return createReadStream(path, range);
  if (fileKey === undefined) throw new BotError('sealed-unreadable', `No key decrypts ${identity}`);
  return openSealed(path, fileKey, identity, range);
}
