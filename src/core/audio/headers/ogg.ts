import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

/**
 * A page holds at most 27 + 255 + 255 * 255 bytes (RFC 3533, section 6), so the last one starts within this.
 */
const TAIL_BYTES = 65_536 + 307;
const HEADER_BYTES = 27;

/**
 * Checks that the last page of an Ogg file is complete. Bytes after a complete page are not Ogg and are
 * ignored.
 */
export async function readOgg(bytes: ByteReader): Promise<Declared> {
  const start = Math.max(0, bytes.sizeBytes - TAIL_BYTES);
  const tail = await bytes.read(start, TAIL_BYTES);
  const at = tail.lastIndexOf('OggS', undefined, 'latin1');
  if (at < 0 || tagAt(tail, at) !== 'OggS') return {};
  const segments = tail[at + HEADER_BYTES - 1];
  if (segments === undefined) return { missingBytes: at + HEADER_BYTES - tail.length };
  const table = tail.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segments);
  const end = at + HEADER_BYTES + segments + table.reduce((sum, byte) => sum + byte, 0);
  return end > tail.length ? { missingBytes: end - tail.length } : {};
}
