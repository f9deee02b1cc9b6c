import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import { tagOf } from './tag-of.ts';

/** A file of the page, compressed once for every browser. */
export interface PackedAsset {
  readonly type: string;
  /** Each with its own entity tag, because a cache must not take one for another. */
  readonly forms: Readonly<
    Record<'br' | 'gzip' | 'identity', { readonly body: Buffer; readonly tag: string }>
  >;
}

/** Half of what the best quality takes away more, in a tenth of its time: every start does it. */
const BROTLI_QUALITY = 6;

/** Compresses a file. */
export function packedAsset(type: string, body: string): PackedAsset {
  const bytes = Buffer.from(body);
  const form = (packed: Buffer) => ({ body: packed, tag: tagOf(packed) });
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return {
    type,
    forms: {
      br: form(brotliCompressSync(bytes, { params })),
      gzip: form(gzipSync(bytes)),
      identity: form(bytes),
    },
  };
}

/** Sends a file in the smallest form that the browser reads. */
export function sendPacked(request: Request, response: Response, { type, forms }: PackedAsset): void {
  const accepted = request.acceptsEncodings('br', 'gzip');
  const encoding = accepted === 'br' || accepted === 'gzip' ? accepted : 'identity';
  const { body, tag } = forms[encoding];
  response.set({ 'Content-Type': type, ETag: tag, 'Cache-Control': 'no-cache' });
  if (encoding !== 'identity') response.set('Content-Encoding', encoding);
  response.vary('Accept-Encoding').send(body);
}
