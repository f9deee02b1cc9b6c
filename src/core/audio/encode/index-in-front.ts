import { openBytes, tagAt } from '../headers/byte-reader.ts';

/** Whether an M4A file has its index before its audio, so that players can begin before they have all of it. */
export async function hasIndexInFront(path: string): Promise<boolean> {
  await using bytes = await openBytes(path);
  for (let position = 0; position + 8 <= bytes.sizeBytes; ) {
    const head = await bytes.read(position, 8);
    const name = tagAt(head, 4);
    if (name === 'moov') return true;
    const size = head.readUInt32BE(0);
    // A size of 0 or 1 is of audio that fills the file, or is very long.
    if (name === 'mdat' || size < 8) return false;
    position += size;
  }
  return false;
}
