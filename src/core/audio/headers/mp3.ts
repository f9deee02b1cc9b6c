import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';
import { afterId3, missingOfId3 } from './id3.ts';
import { readMpegFrame } from './mpeg-frame.ts';

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

/** Finds the first frame. Only layer 3 has a Xing header. */
function firstFrame(head: Buffer): Frame | undefined {
  for (let offset = 0; offset + 4 <= head.length; offset += 1) {
    const frame = readMpegFrame(head.readUInt32BE(offset));
    if (frame?.layer !== 3) continue;
    const { isVersion1, channels, sampleRateHz } = frame;
    return {
      offset,
      channels,
      sampleRateHz,
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
