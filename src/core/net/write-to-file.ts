import { open } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How a file is written. */
export interface WriteOptions {
  /** `wx` refuses a file that exists; `w`, the default, overwrites it. */
  readonly flags?: 'w' | 'wx';
  /** Permissions of a new file. Default: the system’s. */
  readonly mode?: number;
  /** The most bytes buffered for the disk; what arrives while it is busy is written together. */
  readonly bufferBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Writes a stream to a file, and settles only when nothing more will happen to the file.
 *
 * `createWriteStream` opens its file later, and `pipeline` does not wait for that when the source fails: a file
 * removed in between would come back. Here it is open before the source is read, and closed at the end. The
 * source is destroyed on failure.
 *
 * @param through what the bytes pass on the way.
 * @throws what the streams throw; the signal's reason; disk errors.
 */
export async function writeToFile(
  from: Readable | AsyncIterable<Uint8Array>,
  path: string,
  { flags = 'w', mode, bufferBytes, signal }: WriteOptions = {},
  ...through: readonly Transform[]
): Promise<void> {
  const source = from instanceof Readable ? from : Readable.from(from);
  const file = await open(path, flags, mode).catch((error: unknown) => {
    source.on('error', () => {}).destroy();
    throw error;
  });
  try {
    const sink = file.createWriteStream(bufferBytes === undefined ? {} : { highWaterMark: bufferBytes });
    await pipeline([source, ...through, sink], signal === undefined ? {} : { signal });
  } finally {
    await file.close();
  }
}
