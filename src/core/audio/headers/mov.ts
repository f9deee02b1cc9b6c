import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';

const MAX_BOXES = 100_000;
/** Top-level boxes (ISO/IEC 14496-12, table 1). Anything else at the top level is left-over bytes. */
const TOP_BOXES = new Set([
  ...['ftyp', 'styp', 'moov', 'moof', 'mdat', 'mfra', 'sidx', 'ssix', 'prft', 'emsg'],
  ...['meta', 'free', 'skip', 'wide', 'uuid', 'udta', 'pdin', 'pnot'],
]);

/** Padding boxes. If one is cut, no audio is lost. */
const PADDING = new Set(['free', 'skip', 'wide']);

/** A box at the top level of an MP4. */
interface TopBox {
  readonly at: number;
  readonly tag: string;
  /** Stated, not proven; 0 means "to the end of the file". */
  readonly sizeBytes: number;
}

/** Walks the top-level boxes from there, as far as their sizes lead. */
export async function* boxesFrom(bytes: ByteReader, start: number): AsyncGenerator<TopBox> {
  let at = start;
  for (let count = 0; count < MAX_BOXES && at < bytes.sizeBytes; count += 1) {
    const head = await bytes.read(at, 16);
    if (head.length < 8) return;
    const shortSize = head.readUInt32BE(0);
    // 1 means the size follows in 64 bits.
    const sizeBytes = shortSize === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : shortSize;
    yield { at, tag: tagAt(head, 4), sizeBytes };
    if (sizeBytes < 8) return;
    at += sizeBytes;
  }
}

/** Reads what the boxes of MP4, M4A or MOV state: in a cut file, the last one ends past the end of the file. */
export async function readMov(bytes: ByteReader): Promise<Declared> {
  let endsAt = 0;
  for await (const { at, tag, sizeBytes } of boxesFrom(bytes, 0)) {
    if (!TOP_BOXES.has(tag) || sizeBytes < 8) return {};
    endsAt = at + sizeBytes;
    if (endsAt > bytes.sizeBytes && PADDING.has(tag)) return {};
  }
  return endsAt > bytes.sizeBytes ? { missingBytes: endsAt - bytes.sizeBytes } : {};
}
