import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const MAX_CHUNKS = 1_000;
/** `WAVE_FORMAT_PCM` (RFC 2361). */
const INTEGER_PCM = 1;
/** Room for tags after the audio. With more than this, only ffmpeg knows which part it would play. */
const TAGS_BYTES = 65_536;
const MAX_RATE_HZ = 768_000;

/** How the RIFF formats differ: AIFF is big-endian and names its audio chunk `SSND`. */
interface Dialect {
  readonly size: (bytes: Buffer, offset: number) => number;
  readonly short: (bytes: Buffer, offset: number) => number;
  readonly soundTag: string;
  readonly formatTag: string;
}

const LITTLE: Dialect = {
  size: (bytes, offset) => bytes.readUInt32LE(offset),
  short: (bytes, offset) => bytes.readUInt16LE(offset),
  soundTag: 'data',
  formatTag: 'fmt ',
};
const BIG: Dialect = {
  size: (bytes, offset) => bytes.readUInt32BE(offset),
  short: (bytes, offset) => bytes.readUInt16BE(offset),
  soundTag: 'SSND',
  formatTag: 'COMM',
};
const DIALECTS: Readonly<Record<string, Dialect>> = {
  FORM: BIG,
  RIFX: { ...BIG, soundTag: LITTLE.soundTag, formatTag: LITTLE.formatTag },
};

/** Where the fields of a RIFF file are, in bytes from its start. */
export interface RiffChunks {
  readonly isBigEndian: boolean;
  /** Stated size of the whole file after this field. */
  readonly formBytes: number;
  /** Of AIFF's format chunk. */
  readonly commAt?: number;
  /** Of the chunk with the 64-bit sizes of RF64 and BW64. */
  readonly largeSizesAt?: number;
  /** Of the chunk of audio. */
  readonly soundAt?: number;
  /** Stated, not proven. */
  readonly soundBytes: number;
  readonly format: Format;
}

/**
 * Reads what the header of WAV (RIFF, RIFX, RF64, BW64), AVI or AIFF states.
 *
 * A size on the audio chunk of 0, or beyond the end of the file, is the placeholder of a writer that never knew
 * the length: SoX writes 0x7FFFF000 into a pipe, speech services 0x7FFFFFFF, 0xFFFFFFFF or a guess. The audio
 * then lasts to the end of the file. Whether a file arrived whole is known from its transfer.
 */
export async function readRiff(bytes: ByteReader): Promise<Declared> {
  const head = await bytes.read(0, 12);
  if (head.length < 12) return { missingBytes: 12 - head.length };
  if (tagAt(head, 8) === 'AVI ') return missing(8, LITTLE.size(head, 4), bytes);
  const { format, soundAt, soundBytes } = await findChunks(bytes);
  const { frameBytes, ...declared } = format;
  return soundAt === undefined || declared.decoder !== undefined
    ? declared
    : { ...declared, ...plainLength(format, soundAt + 8, soundBytes, bytes) };
}

/** Walks the chunks of WAV or AIFF up to the audio. */
export async function findChunks(bytes: ByteReader): Promise<RiffChunks> {
  const head = await bytes.read(0, 12);
  const dialect = DIALECTS[tagAt(head, 0)] ?? LITTLE;
  const formBytes = head.length < 12 ? 0 : dialect.size(head, 4);
  let found: RiffChunks = { isBigEndian: dialect !== LITTLE, formBytes, soundBytes: 0, format: {} };
  let largeSize: number | undefined;
  let position = 12;
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    const chunk = await bytes.read(position, 8 + 28);
    if (chunk.length < 8) return found;
    const size = dialect.size(chunk, 4);
    const tag = tagAt(chunk, 0);
    if (tag === dialect.formatTag) {
      found = { ...found, format: readFormat(chunk, dialect), ...(tag === 'COMM' && { commAt: position }) };
    }
    if (tag === 'ds64' && chunk.length >= 24) {
      largeSize = Number(chunk.readBigUInt64LE(16));
      found = { ...found, largeSizesAt: position };
    }
    if (tag === dialect.soundTag) return { ...found, soundAt: position, soundBytes: largeSize ?? size };
    // Chunks are padded to an even length.
    position += 8 + size + (size % 2);
  }
  return found;
}

function missing(start: number, size: number, bytes: ByteReader): Declared {
  const missingBytes = start + size - bytes.sizeBytes;
  return missingBytes > 0 ? { missingBytes } : {};
}

function plainLength(declared: Format, start: number, size: number, bytes: ByteReader): Declared {
  const rest = bytes.sizeBytes - start;
  const sound = size === 0 || size > rest ? rest : size;
  const unread = { bytesAfterSound: rest - sound };
  const { frameBytes, sampleRateHz = 0 } = declared;
  if (frameBytes === undefined || sampleRateHz === 0 || sampleRateHz > MAX_RATE_HZ) return unread;
  const frames = Math.floor(sound / frameBytes);
  const isAll = frames > 0 && rest - sound <= TAGS_BYTES;
  return isAll ? { ...unread, plainMs: (frames * 1000) / sampleRateHz } : unread;
}

/** The contents of the format chunk, which precedes the audio. */
interface Format extends Declared {
  /** Bytes of one plain sample of every channel, if the header's values are consistent. */
  readonly frameBytes?: number;
}

function readFormat(chunk: Buffer, dialect: Dialect): Format {
  if (chunk.length < 24) return {};
  if (dialect === BIG) {
    const channels = dialect.short(chunk, 8);
    return { channels, frameBytes: channels * Math.ceil(dialect.short(chunk, 14) / 8) };
  }
  const channels = dialect.short(chunk, 10);
  const plainSamples = dialect.short(chunk, 8) === INTEGER_PCM;
  const [frameBytes, sampleBits] = [dialect.short(chunk, 20), dialect.short(chunk, 22)];
  const isSensible = plainSamples && frameBytes > 0 && frameBytes * 8 === channels * sampleBits;
  return {
    channels,
    sampleRateHz: dialect.size(chunk, 12),
    plainSamples,
    ...(isSensible && { frameBytes }),
    ...(isSensible && dialect !== LITTLE && { decoder: `pcm_s${sampleBits}be` }),
  };
}
