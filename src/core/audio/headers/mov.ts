import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const MAX_BOXES = 100_000;
/** Top-level boxes (ISO/IEC 14496-12, table 1). Anything else at the top level is left-over bytes. */
const TOP_BOXES = new Set([
  ...['ftyp', 'styp', 'moov', 'moof', 'mdat', 'mfra', 'sidx', 'ssix', 'prft', 'emsg'],
  ...['meta', 'free', 'skip', 'wide', 'uuid', 'udta', 'pdin', 'pnot'],
]);

/** Padding boxes. If one is cut, no audio is lost. */
const PADDING = new Set(['free', 'skip', 'wide']);

/**
 * Walks the top-level boxes of MP4, M4A or MOV: in a cut file, the last one ends past the end of the file.
 */
export async function readMov(bytes: ByteReader): Promise<Declared> {
  let position = 0;
  for (let count = 0; count < MAX_BOXES && position < bytes.sizeBytes; count += 1) {
    const head = await bytes.read(position, 16);
    if (head.length < 8 || !TOP_BOXES.has(tagAt(head, 4))) return {};
    const shortSize = head.readUInt32BE(0);
    // 0 means "to the end of the file"; 1 means the size follows in 64 bits.
    if (shortSize === 0) return {};
    const size = shortSize === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : shortSize;
    if (size < 8) return {};
    if (position + size > bytes.sizeBytes && PADDING.has(tagAt(head, 4))) return {};
    position += size;
  }
  return position > bytes.sizeBytes ? { missingBytes: position - bytes.sizeBytes } : {};
}
