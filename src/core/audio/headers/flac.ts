import { type ByteReader, tagAt } from './byte-reader.ts';
import type { Declared } from './declared.ts';
import { afterId3, missingOfId3 } from './id3.ts';

/** Reads STREAMINFO (RFC 9639, section 8.2): rate, channels and the number of samples, where 0 means unknown. */
export async function readFlac(bytes: ByteReader): Promise<Declared> {
  const start = await afterId3(bytes);
  const head = await bytes.read(start, 8 + 34);
  if (head.length < 42 || tagAt(head, 0) !== 'fLaC') return missingOfId3(start, bytes);
  const packed = head.readBigUInt64BE(8 + 10);
  const sampleRateHz = Number(packed >> 44n);
  const channels = Number((packed >> 41n) & 7n) + 1;
  const samples = Number(packed & 0xf_ffff_ffffn);
  const known = { channels, sampleRateHz };
  return samples === 0 || sampleRateHz === 0
    ? known
    : { ...known, durationMs: (samples / sampleRateHz) * 1000 };
}
