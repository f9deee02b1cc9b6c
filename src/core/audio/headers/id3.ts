import type { ByteReader } from './byte-reader.ts';
import type { Declared } from './declared.ts';

/** Some programs put a tag in front of another one. */
const MAX_TAGS = 10;

/**
 * Returns where the audio begins after ID3v2 tags; 0 without one. Sizes use 7 bits per byte (ID3v2.4, 3.1).
 */
export async function afterId3(bytes: ByteReader): Promise<number> {
  let position = 0;
  for (let count = 0; count < MAX_TAGS; count += 1) {
    const head = await bytes.read(position, 10);
    if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') break;
    const size = [...head.subarray(6, 10)].reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : 10;
    position += 10 + size + footer;
  }
  return position;
}

/** Returns the bytes missing from a file that ends inside its own tag. */
export function missingOfId3(soundAt: number, { sizeBytes }: ByteReader): Declared {
  return soundAt > sizeBytes ? { missingBytes: soundAt - sizeBytes } : {};
}
