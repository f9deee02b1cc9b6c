import { BotError } from '../../model/errors.ts';
import { type ByteReader, openBytes, tagAt } from '../headers/byte-reader.ts';

/** The last frame is padded: 1024 samples, 128 ms at 8 kHz. */
const MAX_LONGER_MS = 300;
const MAX_SHORTER_MS = 150;

/**
 * Verifies that a newly encoded M4A file is complete.
 *
 * Its boxes must fill the file to the last byte, its index must list every byte of audio, and the frames must
 * add up to the input's length. The input was fully decoded when it arrived, and an encoder that ended
 * without complaints has written what it read; decoding the file again would find nothing more and cost a
 * twentieth of the encoding time.
 *
 * @returns the length in milliseconds, without the encoder's priming.
 * @throws {BotError} `ffmpeg-failed` if something is missing or the length differs.
 */
export async function verifyComplete(path: string, expectedMs: number): Promise<number> {
  await using bytes = await openBytes(path);
  const whole = { from: 0, to: bytes.sizeBytes };
  const sound = await boxIn(bytes, whole, ['mdat']);
  const trak = await boxIn(bytes, whole, ['moov', 'trak']);
  const listedBytes = await sampleBytes(bytes, await boxIn(bytes, trak, ['mdia', 'minf', 'stbl', 'stsz']));
  if (listedBytes !== sound.to - sound.from) {
    throw notWhole(`its index lists ${listedBytes} of ${sound.to - sound.from} bytes`);
  }
  const durationMs = await lengthOf(bytes, trak);
  if (durationMs < expectedMs - MAX_SHORTER_MS || durationMs > expectedMs + MAX_LONGER_MS) {
    throw notWhole(`it lasts ${durationMs} ms instead of ${expectedMs} ms`);
  }
  return durationMs;
}

/** The position of a box's content, in bytes from the start of the file. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Finds the first box of each name, each nested in the one before. Boxes must fill their parent exactly. */
async function boxIn(bytes: ByteReader, parent: Span, names: readonly string[]): Promise<Span> {
  const [name, ...inner] = names;
  if (name === undefined) return parent;
  let found: Span | undefined;
  let position = parent.from;
  while (position < parent.to) {
    const head = await bytes.read(position, 16);
    const size = head.length < 8 ? 0 : boxSize(head);
    if (size < 8 || position + size > parent.to) throw notWhole('a box reaches beyond its end');
    if (tagAt(head, 4) === name) {
      found ??= { from: position + (head.readUInt32BE(0) === 1 ? 16 : 8), to: position + size };
    }
    position += size;
  }
  if (found === undefined) throw notWhole(`it has no ${name}`);
  return boxIn(bytes, found, inner);
}

/** Returns a box's size; 1 means the size follows in 64 bits (ISO/IEC 14496-12, 4.2). */
function boxSize(head: Buffer): number {
  const size = head.readUInt32BE(0);
  return size === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : size;
}

/** Adds up the sizes of all frames: version and flags, one size for all or 0, a count, then the sizes. */
async function sampleBytes(bytes: ByteReader, stsz: Span): Promise<number> {
  const table = await bytes.read(stsz.from, stsz.to - stsz.from);
  if (table.length < 12) throw notWhole('its index is cut');
  const [sameSize, count] = [table.readUInt32BE(4), table.readUInt32BE(8)];
  if (sameSize !== 0) return sameSize * count;
  if (table.length < 12 + count * 4) throw notWhole('its index is cut');
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += table.readUInt32BE(12 + index * 4);
  return sum;
}

/** Returns the length of all frames, without the priming that the edit list tells players to skip. */
async function lengthOf(bytes: ByteReader, trak: Span): Promise<number> {
  const mdhd = await boxIn(bytes, trak, ['mdia', 'mdhd']);
  const elst = await boxIn(bytes, trak, ['edts', 'elst']);
  const header = await bytes.read(mdhd.from, 32);
  const edit = await bytes.read(elst.from, 28);
  if (header.length < 32 || edit.length < 20) throw notWhole('its header is cut');
  const [scale, units] =
    header[0] === 1
      ? [header.readUInt32BE(20), Number(header.readBigUInt64BE(24))]
      : [header.readUInt32BE(12), header.readUInt32BE(16)];
  const primed = edit[0] === 1 ? Number(edit.readBigInt64BE(16)) : edit.readInt32BE(12);
  return Math.round(((units - Math.max(0, primed)) * 1000) / scale);
}

function notWhole(what: string): BotError {
  return new BotError('ffmpeg-failed', `the encoded file is incomplete: ${what}`);
}
