import { open } from 'node:fs/promises';
import { openBytes } from '../headers/byte-reader.ts';
import { findChunks, type RiffChunks } from '../headers/riff.ts';
import { type SniffedAudio, sniff } from '../measure/sniff.ts';

/**
 * Detects a file's type, and corrects the placeholders for sizes of WAV and AIFF in it.
 *
 * @throws {BotError} as `sniff`.
 */
export async function identify(path: string): Promise<SniffedAudio> {
  const sniffed = await sniff(path);
  const { demuxer, startByte } = sniffed;
  if (startByte === 0 && (demuxer === 'wav' || demuxer === 'aiff')) await fillInSizes(path);
  return sniffed;
}

/** Chunks with a name and a size, before their contents. */
const HEAD_BYTES = 8;
/** What precedes the samples in AIFF's chunk of audio: an offset and a block size. */
const AIFF_OFFSET_BYTES = 8;
/** The most that a 32-bit size can state. Larger WAV files keep it as their placeholder. */
const MAX_SIZE = 0xffff_ffff;

/** One field to be overwritten. */
interface Correction {
  readonly at: number;
  readonly bytes: Buffer;
}

/**
 * Replaces placeholders for sizes in a WAV or AIFF by the real ones, in the file itself.
 *
 * A writer that doesn't know the length yet states 0 or a size beyond the end, and can't correct it in a pipe.
 * What it means is plain, but readers differ: ffmpeg refuses some, others call the file damaged. Corrected, it
 * means the same to all of them. A file without placeholders is not touched.
 */
async function fillInSizes(path: string): Promise<void> {
  await using bytes = await openBytes(path);
  const chunks = await findChunks(bytes);
  const corrections = correctionsOf(chunks, bytes.sizeBytes);
  if (corrections.length === 0) return;
  await using file = await open(path, 'r+');
  for (const { at, bytes: field } of corrections) await file.write(field, 0, field.length, at);
}

function correctionsOf(chunks: RiffChunks, fileBytes: number): readonly Correction[] {
  const { soundAt, formBytes, largeSizesAt, isBigEndian, commAt, format } = chunks;
  if (soundAt === undefined) return [];
  const restBytes = fileBytes - soundAt - HEAD_BYTES;
  const emptyBytes = commAt === undefined ? 0 : AIFF_OFFSET_BYTES;
  const isOpen = chunks.soundBytes <= emptyBytes || chunks.soundBytes > restBytes;
  // ffmpeg reads nothing of an AIFF that states no size of its own.
  const isFormOpen = commAt !== undefined && (formBytes === 0 || formBytes > fileBytes - HEAD_BYTES);
  if (restBytes <= emptyBytes || !(isOpen || isFormOpen)) return [];
  const realBytes = isOpen ? restBytes : chunks.soundBytes;
  const size = (value: number): Buffer => {
    const field = Buffer.alloc(4);
    if (isBigEndian) field.writeUInt32BE(Math.min(value, MAX_SIZE));
    else field.writeUInt32LE(Math.min(value, MAX_SIZE));
    return field;
  };
  if (largeSizesAt !== undefined) {
    // The third size, the number of samples, may stay unknown.
    const sizes = Buffer.alloc(24);
    sizes.writeBigUInt64LE(BigInt(fileBytes - HEAD_BYTES), 0);
    sizes.writeBigUInt64LE(BigInt(realBytes), 8);
    return [{ at: largeSizesAt + HEAD_BYTES, bytes: sizes }];
  }
  const frames = Math.floor((realBytes - emptyBytes) / (format.frameBytes || 1));
  return [
    { at: 4, bytes: size(fileBytes - HEAD_BYTES) },
    { at: soundAt + 4, bytes: size(realBytes) },
    ...(commAt === undefined ? [] : [{ at: commAt + 10, bytes: size(frames) }]),
  ];
}
