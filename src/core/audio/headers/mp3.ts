import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';
import { afterId3, missingOfId3 } from './id3.ts';

const RATES_HZ = [44_100, 48_000, 32_000] as const;
const SEARCH_BYTES = 4096;

/**
 * Reads rate and channels from the first MPEG frame.
 *
 * A Xing or Info header inside it, or a VBRI header after it, counts the frames: the only way to detect a
 * missing end.
 */
export async function readMp3(bytes: ByteReader): Promise<Declared> {
  const start = await afterId3(bytes);
  const head = await bytes.read(start, SEARCH_BYTES);
  const frame = firstFrame(head);
  if (frame === undefined) return missingOfId3(start, bytes);
  const { channels, sampleRateHz } = frame;
  const frames = countedFrames(head, frame);
  return frames === undefined || frames === 0
    ? { channels, sampleRateHz }
    : { channels, sampleRateHz, durationMs: (frames * frame.samplesPerFrame * 1000) / sampleRateHz };
}

interface Frame {
  readonly offset: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly samplesPerFrame: number;
  /** Length of the side information; Xing follows it. */
  readonly sideBytes: number;
}

/** Finds a frame by its header bits (ISO/IEC 11172-3, 2.4.2.3). Only layer 3 has a Xing header. */
function firstFrame(head: Buffer): Frame | undefined {
  for (let offset = 0; offset + 4 <= head.length; offset += 1) {
    const bits = head.readUInt32BE(offset);
    const version = (bits >>> 19) & 3;
    const rate = RATES_HZ[(bits >>> 10) & 3];
    const isLayer3 = bits >>> 21 === 0x7ff && version !== 1 && ((bits >>> 17) & 3) === 1;
    if (!isLayer3 || ((bits >>> 12) & 15) === 15 || rate === undefined) continue;
    const channels = ((bits >>> 6) & 3) === 3 ? 1 : 2;
    const isVersion1 = version === 3;
    return {
      offset,
      channels,
      sampleRateHz: isVersion1 ? rate : version === 2 ? rate / 2 : rate / 4,
      samplesPerFrame: isVersion1 ? 1152 : 576,
      sideBytes: isVersion1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17,
    };
  }
  return undefined;
}

function countedFrames(head: Buffer, frame: Frame): number | undefined {
  const xing = frame.offset + 4 + frame.sideBytes;
  const vbri = frame.offset + 4 + 32;
  if (xing + 12 <= head.length && /^(?:Xing|Info)$/.test(tagAt(head, xing))) {
    const hasFrames = (head.readUInt32BE(xing + 4) & 1) === 1;
    return hasFrames ? head.readUInt32BE(xing + 8) : undefined;
  }
  if (vbri + 18 <= head.length && tagAt(head, vbri) === 'VBRI') return head.readUInt32BE(vbri + 14);
  return undefined;
}
