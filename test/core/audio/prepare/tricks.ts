import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { SoundFolder } from '../../../fixtures/audio.ts';

/** Bytes of a whole file, and what it's called. */
export interface Base {
  readonly name: string;
  readonly bytes: Buffer;
}

const SHORT = 'sine=frequency=440:sample_rate=44100:duration=0.4';
const LONG = 'sine=frequency=880:sample_rate=44100:duration=2.5';
const SECOND_ONLY = ['-disposition:a:0', '0', '-disposition:a:1', 'default'];
const FIRST_ONLY = ['-disposition:a:0', 'default', '-disposition:a:1', '0'];

/** Inputs as ffmpeg's filter language gives them, in order, and how they are written. */
const BASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['short.mkv', [SHORT], ['-c:a', 'flac']],
  ['long.mkv', [LONG], ['-c:a', 'aac']],
  ['short-first.mkv', [SHORT, LONG], ['-c:a', 'aac', ...FIRST_ONLY]],
  ['long-second.mkv', [SHORT, LONG], ['-c:a', 'libvorbis', ...SECOND_ONLY]],
  [
    'none-default.mkv',
    [LONG, SHORT],
    ['-c:a', 'flac', '-default_mode', 'passthrough', '-disposition:a', '0'],
  ],
  ['short.webm', [SHORT], ['-c:a', 'libopus', '-ar', '48000']],
  ['live.webm', [LONG], ['-c:a', 'libopus', '-ar', '48000', '-live', '1']],
  ['short.m4a', [SHORT], ['-c:a', 'aac']],
  ['long.m4a', [LONG], ['-c:a', 'aac']],
  ['alac.m4a', [LONG], ['-c:a', 'alac']],
  ['two.mp4', [SHORT, LONG], ['-c:a', 'aac', ...FIRST_ONLY]],
  ['two-second.mp4', [SHORT, LONG], ['-c:a', 'aac', ...SECOND_ONLY]],
  [
    'fragments.mp4',
    [LONG],
    ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '300000'],
  ],
  ['short-fragments.mp4', [SHORT], ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
  ['short.ogg', [SHORT], ['-c:a', 'libvorbis']],
  ['long.ogg', [LONG], ['-c:a', 'libvorbis', '-ar', '22050']],
  ['two.ogg', [SHORT, LONG], ['-c:a', 'libvorbis']],
  ['short.opus', [SHORT], ['-ar', '48000']],
  ['long.opus', [LONG], ['-ar', '48000', '-ac', '2']],
  ['short.flac', [SHORT], []],
  ['long.flac', [LONG], ['-ar', '16000', '-ac', '2']],
  ['short.mp3', [SHORT], []],
  ['long.mp3', [LONG], ['-ar', '16000', '-b:a', '24k', '-write_xing', '0']],
  ['bare.mp3', [LONG], ['-write_xing', '0', '-id3v2_version', '0']],
  ['short.aac', [SHORT], []],
  ['long.aac', [LONG], ['-ar', '8000']],
  ['short.wav', [SHORT], ['-bitexact']],
  ['long.wav', [LONG], ['-ar', '8000']],
  ['long.aiff', [LONG], []],
  ['two.ts', [SHORT, LONG], ['-c:a', 'aac']],
];

/** Makes the files that tricks start from: all of them, or each of a few kinds. */
export async function makeBases(folder: SoundFolder, every: number): Promise<readonly Base[]> {
  const made: Base[] = [];
  for (const [name, sources, options] of BASES.filter((_, index) => index % every === 0)) {
    const graph = sources.map((source, index) => `${source}[out${index}]`).join(';');
    const maps = sources.flatMap((_, index) => ['-map', `0:${index}`]);
    made.push({ name, bytes: await readFile(await folder.sound(name, graph, ...maps, ...options)) });
  }
  return made;
}

/** Changes a file so that its readers may disagree about it. */
export type Trick = (bytes: Buffer, all: readonly Base[]) => Buffer;

/** Overwrites a 32-bit field behind each mark, such as the name of a box. */
function field(mark: string | Buffer, offset: number, value: number): Trick {
  return (bytes) => {
    const copy = Buffer.from(bytes);
    for (let at = copy.indexOf(mark); at >= 0; at = copy.indexOf(mark, at + 1)) {
      if (at + offset + 4 <= copy.length) copy.writeUInt32BE(value >>> 0, at + offset);
    }
    return copy;
  };
}

const OGG_CRC = Array.from({ length: 256 }, (_, index) => {
  let sum = index << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0);
  return sum >>> 0;
});

/** Has the last page of an Ogg end at another sample, with a checksum that is right. */
function lastGranule(samples: number): Trick {
  return (bytes) => {
    const copy = Buffer.from(bytes);
    const at = copy.lastIndexOf('OggS');
    if (at < 0 || at + 27 > copy.length) return copy;
    copy.writeBigUInt64LE(BigInt(samples), at + 6);
    copy.writeUInt32LE(0, at + 22);
    let sum = 0;
    for (const byte of copy.subarray(at)) sum = ((sum << 8) ^ (OGG_CRC[(sum >>> 24) ^ byte] ?? 0)) >>> 0;
    copy.writeUInt32LE(sum, at + 22);
    return copy;
  };
}

const small = fc.integer({ min: 0, max: 30_000 });
const anySize = fc.oneof(small, fc.nat(0xffff_ffff));

/** Tricks of every kind that is known. */
export const tricks: fc.Arbitrary<Trick> = fc.oneof(
  // Appended: to itself, to its like, to anything.
  fc.nat(29).map(
    (which): Trick =>
      (bytes, all) =>
        Buffer.concat([bytes, all[which % all.length]?.bytes ?? bytes]),
  ),
  fc.nat(29).map(
    (which): Trick =>
      (bytes, all) =>
        Buffer.concat([all[which % all.length]?.bytes ?? bytes, bytes]),
  ),
  fc.integer({ min: 2, max: 4 }).map(
    (times): Trick =>
      (bytes) =>
        Buffer.concat(Array(times).fill(bytes)),
  ),
  // Edit lists: how long the first edit lasts, and where it begins.
  anySize.map((units) => field('elst', 12, units)),
  anySize.map((units) => field('elst', 16, units)),
  // Lengths in headers of MP4: of the movie, of the track, of its media, of every sample.
  anySize.map((units) => field('mvhd', 20, units)),
  anySize.map((units) => field('tkhd', 24, units)),
  anySize.map((units) => field('mdhd', 20, units)),
  fc.nat(4_096).map((units) => field('stts', 16, units)),
  // Lengths in other headers.
  anySize.map((frames) => field('Info', 8, frames)),
  anySize.map((frames) => field('Xing', 8, frames)),
  anySize.map((samples) => field('fLaC', 22, samples)),
  anySize.map((size) => field('data', 4, size)),
  anySize.map((size) => field('SSND', 4, size)),
  anySize.map((bits) => field(Buffer.from('448988', 'hex'), 3, bits)),
  small.map(lastGranule),
  // Junk at either end, and cuts.
  fc.uint8Array({ maxLength: 300 }).map(
    (junk): Trick =>
      (bytes) =>
        Buffer.concat([junk, bytes]),
  ),
  fc.uint8Array({ maxLength: 300 }).map(
    (junk): Trick =>
      (bytes) =>
        Buffer.concat([bytes, junk]),
  ),
  fc.double({ min: 0, max: 0.4, noNaN: true }).map(
    (share): Trick =>
      (bytes) =>
        bytes.subarray(Math.floor(bytes.length * share)),
  ),
  fc.double({ min: 0.5, max: 1, noNaN: true }).map(
    (share): Trick =>
      (bytes) =>
        bytes.subarray(0, Math.ceil(bytes.length * share)),
  ),
  // Anything at all.
  fc
    .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 3 })
    .map(
      (changes): Trick =>
        (bytes) => {
          const copy = Buffer.from(bytes);
          for (const [share, byte] of changes) {
            const at = Math.floor(share ** 3 * copy.length);
            if (at < copy.length) copy[at] = byte;
          }
          return copy;
        },
    ),
);
