import type { ByteReader } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const EBML_ID = 0x1a45_dfa3;
const SEGMENT_ID = 0x1853_8067;

/**
 * Reads the size of the Matroska or WebM Segment (RFC 8794, section 6); unknown if a browser recorded it
 * live.
 */
export async function readMatroska(bytes: ByteReader): Promise<Declared> {
  const header = await element(bytes, 0, EBML_ID);
  if (header?.size === undefined) return {};
  const segment = await element(bytes, header.bodyAt + header.size, SEGMENT_ID);
  if (segment?.size === undefined) return {};
  const end = segment.bodyAt + segment.size;
  return end > bytes.sizeBytes ? { missingBytes: end - bytes.sizeBytes } : {};
}

/** Reads one element with a four-byte id; `size` is absent if unknown (all bits set). */
async function element(
  bytes: ByteReader,
  position: number,
  id: number,
): Promise<{ readonly bodyAt: number; readonly size?: number } | undefined> {
  const head = await bytes.read(position, 12);
  if (head.length < 12 || head.readUInt32BE(0) !== id) return undefined;
  const first = head.readUInt8(4);
  const length = Math.clz32(first) - 23;
  if (length > 8) return undefined;
  let size = BigInt(first & (0xff >> length));
  for (let index = 1; index < length; index += 1) size = size * 256n + BigInt(head.readUInt8(4 + index));
  const unknown = (1n << BigInt(7 * length)) - 1n;
  const bodyAt = position + 4 + length;
  return size === unknown ? { bodyAt } : { bodyAt, size: Number(size) };
}
