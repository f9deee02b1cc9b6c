import type { ByteReader } from '../headers/byte-reader.ts';
import { afterId3 } from '../headers/id3.ts';
import { readMpegFrame } from '../headers/mpeg-frame.ts';

/** A cover picture in a tag of unknown length fits into this. */
const SEARCH_BYTES = 4 * 1024 * 1024;
/** Frames that must follow each other, so that a chance match in other data is not taken for audio. */
const FRAMES_IN_A_ROW = 4;

/** Where audio begins, and what it is, by ffmpeg's name. */
export interface FoundStart {
  readonly startByte: number;
  readonly kind: 'mp3' | 'aac' | 'flac' | 'ogg' | 'wav' | 'aiff' | 'mov' | 'matroska';
}

/**
 * Finds audio behind something else: a tag whose stated length is wrong, the rest of a frame in which a radio
 * dump begins, zeros, or any other bytes. Tags are searched too, because not every reader skips as much as they
 * state.
 *
 * @param only what to look for; anything by default.
 * @returns the first complete header, or frames that follow each other; `undefined` if there are none, or if the
 *   file ends inside its own tag.
 */
export async function findStart(
  bytes: ByteReader,
  only?: FoundStart['kind'],
): Promise<FoundStart | undefined> {
  const behindTag = await afterId3(bytes);
  if (behindTag > bytes.sizeBytes) return undefined;
  const inside = await findIn(bytes, 0, only);
  return inside === undefined && behindTag > SEARCH_BYTES ? findIn(bytes, behindTag, only) : inside;
}

async function findIn(
  bytes: ByteReader,
  from: number,
  only: FoundStart['kind'] | undefined,
): Promise<FoundStart | undefined> {
  const block = await bytes.read(from, SEARCH_BYTES);
  for (let at = 0; at + 16 <= block.length; at += 1) {
    const kind = kindAt(block, at);
    if (kind !== undefined && (only === undefined || kind === only)) return { startByte: from + at, kind };
  }
  return undefined;
}

function kindAt(block: Buffer, at: number): FoundStart['kind'] | undefined {
  switch (block[at]) {
    case 0xff:
      if (hasFrames(block, at, mpegFrameBytes)) return 'mp3';
      return hasFrames(block, at, adtsFrameBytes) ? 'aac' : undefined;
    case 0x66:
      return block.readUInt32BE(at) === 0x664c_6143 && block.readUInt32BE(at + 4) === 0x22
        ? 'flac'
        : undefined;
    case 0x4f:
      // A first page: version 0, marked as the beginning of a stream.
      return block.toString('latin1', at, at + 6) === 'OggS\0\u0002' ? 'ogg' : undefined;
    case 0x1a: {
      const isEbml = block.readUInt32BE(at) === 0x1a45_dfa3;
      return isEbml && /webm|matroska/.test(block.toString('latin1', at, at + 64)) ? 'matroska' : undefined;
    }
    case 0:
      // The first box of an MP4, which is a small one.
      return block.toString('latin1', at + 4, at + 8) === 'ftyp' && block.readUInt32BE(at) < 256
        ? 'mov'
        : undefined;
    case 0x52:
      return /^RIF[FX]....WAVE$/s.test(block.toString('latin1', at, at + 12)) ? 'wav' : undefined;
    case 0x46:
      return /^FORM....AIF[FC]$/s.test(block.toString('latin1', at, at + 12)) ? 'aiff' : undefined;
    default:
      return undefined;
  }
}

function hasFrames(block: Buffer, at: number, frameBytes: (bits: number, next: number) => number): boolean {
  let position = at;
  for (let count = 0; count < FRAMES_IN_A_ROW; count += 1) {
    if (position + 8 > block.length) return count > 1 && position === block.length;
    const size = frameBytes(block.readUInt32BE(position), block.readUInt32BE(position + 4));
    if (size === 0) return false;
    position += size;
  }
  return true;
}

/** Returns the length of an MPEG audio frame; 0 for other bits, and for a frame that states none. */
const mpegFrameBytes = (bits: number): number => readMpegFrame(bits)?.sizeBytes ?? 0;

/** Returns the length of an ADTS frame (ISO/IEC 13818-7, 6.2); 0 for other bits. */
function adtsFrameBytes(bits: number, next: number): number {
  const isFrame = bits >>> 20 === 0xfff && ((bits >>> 17) & 3) === 0 && ((bits >>> 10) & 15) < 13;
  const size = ((bits & 3) << 11) | (next >>> 21);
  return isFrame && size > 8 ? size : 0;
}
