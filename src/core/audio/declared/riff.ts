import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const MAX_CHUNKS = 1_000;
const UNKNOWN_SIZE = 0xffff_ffff;
/** `WAVE_FORMAT_PCM` (RFC 2361). */
const INTEGER_PCM = 1;
/** Writers that count their own header as sound are common; what is missing then is no sound (about 1 ms). */
const TOLERATED_BYTES = 256;

/** How the relatives of RIFF differ: AIFF counts in big-endian and calls its sound `SSND`. */
interface Dialect {
  readonly size: (bytes: Buffer, offset: number) => number;
  readonly soundTag: string;
  readonly formatTag: string;
}

const LITTLE: Dialect = {
  size: (bytes, offset) => bytes.readUInt32LE(offset),
  soundTag: 'data',
  formatTag: 'fmt ',
};
const BIG: Dialect = {
  size: (bytes, offset) => bytes.readUInt32BE(offset),
  soundTag: 'SSND',
  formatTag: 'COMM',
};

/**
 * Walks the chunks of WAV (RIFF, RF64, BW64), AVI or AIFF. A size of 0 or 0xFFFFFFFF on the sound means that it
 * was written to a pipe and its length was never filled in, which is normal for generated speech.
 */
export async function readRiff(bytes: ByteReader): Promise<Declared> {
  const head = await bytes.read(0, 12);
  if (head.length < 12) return { missingBytes: 12 - head.length };
  const dialect = tagAt(head, 0) === 'FORM' ? BIG : LITTLE;
  if (tagAt(head, 8) === 'AVI ') return missing(8, dialect.size(head, 4), bytes);
  let declared: Declared = {};
  let largeSize: number | undefined;
  let position = 12;
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    const chunk = await bytes.read(position, 8 + 28);
    if (chunk.length < 8) return declared;
    const size = dialect.size(chunk, 4);
    const tag = tagAt(chunk, 0);
    if (tag === dialect.formatTag) declared = { ...declared, ...format(chunk, dialect) };
    if (tag === 'ds64' && chunk.length >= 24) largeSize = Number(chunk.readBigUInt64LE(16));
    if (tag === dialect.soundTag) {
      return { ...declared, ...missing(position + 8, largeSize ?? size, bytes) };
    }
    // Chunks are padded to an even length.
    position += 8 + size + (size % 2);
  }
  return declared;
}

function missing(start: number, size: number, bytes: ByteReader): Declared {
  if (size === 0 || size === UNKNOWN_SIZE) return {};
  const missingBytes = start + size - bytes.sizeBytes;
  return missingBytes > TOLERATED_BYTES ? { missingBytes } : {};
}

function format(chunk: Buffer, dialect: Dialect): Declared {
  if (dialect === BIG) return chunk.length < 10 ? {} : { channels: chunk.readUInt16BE(8) };
  if (chunk.length < 16) return {};
  return {
    channels: chunk.readUInt16LE(10),
    sampleRateHz: chunk.readUInt32LE(12),
    plainSamples: chunk.readUInt16LE(8) === INTEGER_PCM,
  };
}
