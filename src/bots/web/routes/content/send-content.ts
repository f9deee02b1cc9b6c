import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { ByteRange } from '../../../../core/seal/open-sealed.ts';

/** Content that never changes under its address. */
export interface Content {
  readonly sizeBytes: number;
  readonly etag: string;
  /** Opens it, or a range of it. */
  readonly read: (range?: ByteRange) => Readable;
}

/**
 * Sends content, or the one range that was asked for, so that players can seek. Several ranges, and one of another
 * version, get all of it (RFC 9110, 14).
 */
export async function sendContent(request: Request, response: Response, what: Content): Promise<void> {
  const { sizeBytes, etag, read } = what;
  response.set({ 'Accept-Ranges': 'bytes', ETag: etag });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = rangeOf(request, what);
  if (range === 'none-of-it') {
    response
      .status(416)
      .set({ 'Content-Range': `bytes */${sizeBytes}`, 'Cache-Control': 'no-store' })
      .end();
    return;
  }
  const length = range === undefined ? sizeBytes : range.end - range.start + 1;
  response.set('Content-Length', String(length));
  if (range !== undefined) {
    response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  }
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const content = read(range);
  // A file that can't be read is explained, which is only possible before anything of it is sent.
  await once(content, 'readable');
  try {
    await pipeline(content, response);
  } catch (error) {
    // A player that seeks drops the connection half-way, which is normal.
    if (!isDropped(error)) throw error;
  }
}

function rangeOf(request: Request, { sizeBytes, etag }: Content): ByteRange | 'none-of-it' | undefined {
  const condition = request.get('if-range');
  if (condition !== undefined && condition !== etag) return undefined;
  const ranges = request.range(sizeBytes, { combine: true });
  if (ranges === -1) return 'none-of-it';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1)
    return undefined;
  return ranges[0];
}

function isDropped(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
