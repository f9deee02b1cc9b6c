import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const MAX_CHUNKS = 1_000;
/**
 * A size this large or larger, with fewer bytes in the file, is the placeholder of a writer that never knew
 * the length.
 *
 * SoX writes 0x7FFFF000, speech engines 0x7FFFFFFF or 0xFFFFFFFF. Files of two gigabytes never get this far.
 */
const PLACEHOLDER_SIZE = 0x7fff_0000;
/** `WAVE_FORMAT_PCM` (RFC 2361). */
const INTEGER_PCM = 1;
/** Many writers count their own header as audio; what is missing then is not audio (about 1 ms). */
const TOLERATED_BYTES = 256;
/** Room for tags after the audio. With more than this, only ffmpeg knows which part it would play. */
const TAGS_BYTES = 65_536;
const MAX_RATE_HZ = 768_000;

/** How the RIFF formats differ: AIFF is big-endian and names its audio chunk `SSND`. */
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
 * Walks the chunks of WAV (RIFF, RF64, BW64), AVI or AIFF.
 *
 * A size of 0 or a placeholder on the audio chunk means it was written to a pipe and its length was never
 * filled in, which is normal for generated speech.
 */
export async function readRiff(bytes: ByteReader): Promise<Declared> {
  const head = await bytes.read(0, 12);
  if (head.length < 12) return { missingBytes: 12 - head.length };
  const dialect = tagAt(head, 0) === 'FORM' ? BIG : LITTLE;
  if (tagAt(head, 8) === 'AVI ') return missing(8, dialect.size(head, 4), bytes);
  let declared: Format = {};
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
      const start = position + 8;
      const sound = largeSize ?? size;
      const { frameBytes, ...said } = declared;
      return { ...said, ...missing(start, sound, bytes), ...plainLength(declared, start, sound, bytes) };
    }
    // Chunks are padded to an even length.
    position += 8 + size + (size % 2);
  }
  return declared;
}

function missing(start: number, size: number, bytes: ByteReader): Declared {
  if (isUnknown(size)) return {};
  const missingBytes = start + size - bytes.sizeBytes;
  return missingBytes > TOLERATED_BYTES ? { missingBytes } : {};
}

function plainLength(declared: Format, start: number, size: number, bytes: ByteReader): Declared {
  const { frameBytes, sampleRateHz = 0 } = declared;
  if (frameBytes === undefined || sampleRateHz === 0 || sampleRateHz > MAX_RATE_HZ) return {};
  const rest = bytes.sizeBytes - start;
  const sound = isUnknown(size) ? rest : Math.min(size, rest);
  const frames = Math.floor(sound / frameBytes);
  return frames < 1 || rest - sound > TAGS_BYTES ? {} : { plainMs: (frames * 1000) / sampleRateHz };
}

function isUnknown(size: number): boolean {
  return size === 0 || (size >= PLACEHOLDER_SIZE && size <= 0xffff_ffff);
}

/** The contents of the format chunk, which precedes the audio. */
interface Format extends Declared {
  /** Bytes of one plain sample of every channel, if the header's values are consistent. */
  readonly frameBytes?: number;
}

function format(chunk: Buffer, dialect: Dialect): Format {
  if (dialect === BIG) return chunk.length < 10 ? {} : { channels: chunk.readUInt16BE(8) };
  if (chunk.length < 24) return {};
  const channels = chunk.readUInt16LE(10);
  const plainSamples = chunk.readUInt16LE(8) === INTEGER_PCM;
  const [frameBytes, sampleBits] = [chunk.readUInt16LE(20), chunk.readUInt16LE(22)];
  const isSensible = plainSamples && frameBytes > 0 && frameBytes * 8 === channels * sampleBits;
  return {
    channels,
    sampleRateHz: chunk.readUInt32LE(12),
    plainSamples,
    ...(isSensible && { frameBytes }),
  };
}
