import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  CHUNK_BYTES,
  HEADER_BYTES,
  keyOfFile,
  openChunk,
  plainBytesOf,
  SEALED_CHUNK_BYTES,
  saltIn,
} from './sealed-format.ts';
import type { FileKey } from './sealing.ts';

/** Chunks read with one call. */
const AT_ONCE = 16;

/** Which bytes of the content to read: both ends are included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the content of an encrypted file, or a range of it, as a stream. Each chunk is proven before any of it is
 * passed on. The stream fails with `sealed-unreadable` where the file was altered, cut off or exchanged.
 *
 * @param identity as it was encrypted with.
 */
export function openSealed(path: string, fileKey: FileKey, identity: string, range?: ByteRange): Readable {
  return Readable.from(contentOf(path, fileKey, identity, range), { objectMode: false });
}

async function* contentOf(
  path: string,
  fileKey: FileKey,
  identity: string,
  range: ByteRange | undefined,
): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const salt = saltIn(await readAt(file, 0, HEADER_BYTES), identity);
  const key = keyOfFile(fileKey, salt, identity);
  const { bytes, chunks } = plainBytesOf((await file.stat()).size, identity);
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? Number.POSITIVE_INFINITY, bytes - 1);
  const first = Math.floor(start / CHUNK_BYTES);
  // An empty file has its one chunk, which proves that it is empty.
  const last = range === undefined ? chunks - 1 : Math.floor(end / CHUNK_BYTES);
  for (let from = first; from <= last; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, last - from + 1);
    const sealed = await readAt(file, HEADER_BYTES + from * SEALED_CHUNK_BYTES, count * SEALED_CHUNK_BYTES);
    for (let at = 0; at < count; at += 1) {
      const index = from + at;
      const part = sealed.subarray(at * SEALED_CHUNK_BYTES, (at + 1) * SEALED_CHUNK_BYTES);
      const plain = openChunk(key, part, { index, isLast: index === chunks - 1, identity });
      const before = index * CHUNK_BYTES;
      yield plain.subarray(Math.max(0, start - before), Math.max(0, end + 1 - before));
    }
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
  return buffer.subarray(0, bytesRead);
}
