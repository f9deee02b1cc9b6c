import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Sends a file with its full length in `Content-Length`.
 *
 * With `keepBytes` the connection breaks after that many bytes.
 */
export async function sendFile(
  response: Response,
  { path, contentType }: { readonly path: string; readonly contentType: string },
  keepBytes?: number,
): Promise<void> {
  await using handle = await open(path);
  const { size } = await handle.stat();
  response.status(200).set({ 'Content-Type': contentType, 'Content-Length': String(size) });
  if (keepBytes === undefined) {
    // A client that disconnects early is not an error.
    await pipeline(createReadStream(path), response).catch(() => {});
    return;
  }
  const start = Buffer.alloc(Math.min(keepBytes, size));
  await handle.read(start, 0, start.length, 0);
  response.flushHeaders();
  response.write(start, () => response.socket?.destroy());
}
