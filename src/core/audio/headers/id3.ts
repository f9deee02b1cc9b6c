import type { ByteReader } from './byte-reader.ts';
import type { Declared } from './declared.ts';

/**
 * Returns where the audio begins after an ID3v2 tag; 0 without one. Sizes use 7 bits per byte (ID3v2.4, 3.1).
 */
export async function afterId3(bytes: ByteReader): Promise<number> {
  const head = await bytes.read(0, 10);
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  const size = [...head.subarray(6, 10)].reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : 10;
  return 10 + size + footer;
}

/** Returns the bytes missing from a file that ends inside its own tag. */
export function missingOfId3(soundAt: number, { sizeBytes }: ByteReader): Declared {
  return soundAt > sizeBytes ? { missingBytes: soundAt - sizeBytes } : {};
}
