/** What the header of an MPEG audio frame of layer 2 or 3 states. */
export interface MpegFrame {
  readonly layer: 2 | 3;
  /** MPEG-1; else MPEG-2 or 2.5, at half and a quarter of its rates. */
  readonly isVersion1: boolean;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Length of the whole frame; 0 if its bitrate is free, which states none. */
  readonly sizeBytes: number;
}

const RATES_HZ = [44_100, 48_000, 32_000] as const;
const KBPS = {
  version1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  version1Layer2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  version2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Reads the first 32 bits of a frame (ISO/IEC 11172-3, 2.4.2.3); `undefined` for other bits. */
export function readMpegFrame(bits: number): MpegFrame | undefined {
  const version = (bits >>> 19) & 3;
  const layerBits = (bits >>> 17) & 3;
  const rateHz = RATES_HZ[(bits >>> 10) & 3];
  if (bits >>> 21 !== 0x7ff || version === 1 || rateHz === undefined) return undefined;
  if (layerBits !== 1 && layerBits !== 2) return undefined;
  const isVersion1 = version === 3;
  const isLayer3 = layerBits === 1;
  const kbps = KBPS[isVersion1 ? (isLayer3 ? 'version1' : 'version1Layer2') : 'version2'][(bits >>> 12) & 15];
  if (kbps === undefined) return undefined;
  const sampleRateHz = isVersion1 ? rateHz : version === 2 ? rateHz / 2 : rateHz / 4;
  const slots = isLayer3 && !isVersion1 ? 72_000 : 144_000;
  return {
    layer: isLayer3 ? 3 : 2,
    isVersion1,
    sampleRateHz,
    channels: ((bits >>> 6) & 3) === 3 ? 1 : 2,
    sizeBytes: kbps === 0 ? 0 : Math.floor((slots * kbps) / sampleRateHz) + ((bits >>> 9) & 1),
  };
}
