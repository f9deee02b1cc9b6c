import { open } from 'node:fs/promises';

/** Reads pieces of one file by position. Reads past the end return fewer bytes or none, never an error. */
export interface ByteReader extends AsyncDisposable {
  readonly sizeBytes: number;
  read(position: number, length: number): Promise<Buffer>;
}

/** Opens a file to read pieces of it. Close with `await using`. */
export async function openBytes(path: string): Promise<ByteReader> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return {
      sizeBytes: size,
      async read(position, length) {
        // A header may contain any position, even one beyond what a file can have.
        if (position >= size) return Buffer.alloc(0);
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
        return buffer.subarray(0, bytesRead);
      },
      async [Symbol.asyncDispose]() {
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Returns the four-character name of a chunk, box or page. */
export function tagAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, offset + 4);
}
