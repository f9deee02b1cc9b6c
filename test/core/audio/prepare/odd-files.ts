import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SOUND, type SoundFolder } from '../../../fixtures/audio.ts';

/** What happens to a file: uploaded as it is, rewritten, or refused with a code. */
export type Outcome =
  | { readonly ms: number; readonly as: 'itself' | 'flac'; readonly toleranceMs?: number }
  | { readonly code: string };

/** A kind of file that people send or services make, and what it holds. */
export interface OddFile {
  readonly name: string;
  /** Makes it from whole files, by extension. */
  readonly make: (whole: Whole) => Buffer;
  readonly outcome: Outcome;
}

/** Whole files of one second of the same tone, by name. */
export type Whole = Readonly<Record<(typeof WHOLE)[number][0], Buffer>>;

const WHOLE = [
  ['wav', 's.wav', []],
  ['rf64', 's.rf64.wav', ['-rf64', 'always']],
  ['aiff', 's.aiff', []],
  ['mp3', 's.mp3', ['-id3v2_version', '0']],
  ['bare', 'bare.mp3', ['-id3v2_version', '0', '-write_xing', '0']],
  ['low', 'low.mp3', ['-id3v2_version', '0', '-write_xing', '0', '-ar', '16000', '-b:a', '24k']],
  ['flac', 's.flac', []],
  ['m4a', 's.m4a', ['-c:a', 'aac']],
  ['fragments', 'f.mp4', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
  ['mov', 's.mov', ['-c:a', 'pcm_s16le']],
  ['ogg', 's.ogg', ['-c:a', 'libvorbis']],
  ['opus', 's.opus', ['-c:a', 'libopus', '-ar', '48000']],
  ['adts', 's.aac', []],
  ['webm', 's.webm', ['-c:a', 'libopus', '-ar', '48000']],
  ['live', 'live.webm', ['-c:a', 'libopus', '-ar', '48000', '-live', '1']],
  ['mkv', 's.mkv', ['-c:a', 'flac']],
  ['au', 's.au', []],
  ['w64', 's.w64', []],
  ['tta', 's.tta', []],
] as const;

/** Makes the whole files. */
export async function wholeFiles(folder: SoundFolder): Promise<Whole> {
  const made = await Promise.all(
    WHOLE.map(async ([key, name, options]) => {
      const path = await folder.sound(name, SOUND.tone(1, 440, 44_100), '-bitexact', ...options);
      return [key, await readFile(path)] as const;
    }),
  );
  return Object.fromEntries(made) as Whole;
}

function patched(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

function wavOf(whole: Whole, dataBytes: number, riffBytes = dataBytes): Buffer {
  return patched(whole.wav, (copy) => {
    copy.writeUInt32LE(riffBytes, 4);
    copy.writeUInt32LE(dataBytes, copy.indexOf('data') + 4);
  });
}

function aiffOf(whole: Whole, formBytes: number, soundBytes: number, frames: number): Buffer {
  return patched(whole.aiff, (copy) => {
    copy.writeUInt32BE(formBytes, 4);
    copy.writeUInt32BE(soundBytes, copy.indexOf('SSND') + 4);
    copy.writeUInt32BE(frames, copy.indexOf('COMM') + 10);
  });
}

function rf64Of(whole: Whole, size: bigint): Buffer {
  return patched(whole.rf64, (copy) => {
    const at = copy.indexOf('ds64') + 8;
    copy.writeBigUInt64LE(size, at);
    copy.writeBigUInt64LE(size, at + 8);
  });
}

/** WAV in the other byte order: every header field and every sample swapped. */
function rifxOf(whole: Whole): Buffer {
  return patched(whole.wav, (copy) => {
    const data = copy.indexOf('data');
    copy.write('RIFX', 'latin1');
    for (const at of [4, 16, 24, 28, data + 4]) copy.subarray(at, at + 4).swap32();
    for (const at of [20, 22, 32, 34]) copy.subarray(at, at + 2).swap16();
    copy.subarray(data + 8).swap16();
  });
}

function id3(statedBytes: number, realBytes: number): Buffer {
  const tag = Buffer.alloc(10 + realBytes, 'x');
  tag.write('ID3\u0003\0\0', 'latin1');
  for (const [index, shift] of [21, 14, 7, 0].entries()) tag[6 + index] = (statedBytes >> shift) & 0x7f;
  return tag;
}

function box(name: string, statedBytes: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8, name, 'latin1');
  head.write(name, 4, 'latin1');
  head.writeUInt32BE(statedBytes, 0);
  return Buffer.concat([head, body]);
}

/** A second of DSD, as recorders write it: a header, a format, and blocks of single bits. */
function dsf(): Buffer {
  const rateHz = 2_822_400;
  const blockBytes = 4_096;
  const sound = Buffer.alloc(Math.ceil(rateHz / 8 / blockBytes) * blockBytes, 0x69);
  const head = Buffer.alloc(92);
  head.write('DSD ', 0, 'latin1');
  head.writeBigUInt64LE(28n, 4);
  head.writeBigUInt64LE(BigInt(92 + sound.length), 12);
  head.write('fmt ', 28, 'latin1');
  head.writeBigUInt64LE(52n, 32);
  // Version 1, raw, mono, one channel.
  for (const [index, value] of [1, 0, 1, 1, rateHz, 1].entries()) head.writeUInt32LE(value, 40 + index * 4);
  head.writeBigUInt64LE(BigInt(rateHz), 64);
  head.writeUInt32LE(blockBytes, 72);
  head.write('data', 80, 'latin1');
  head.writeBigUInt64LE(BigInt(12 + sound.length), 84);
  return Buffer.concat([head, sound]);
}

const ITSELF = { ms: 1000, as: 'itself' } as const;
const REWRITTEN = { ms: 1000, as: 'flac' } as const;
const join3 = (one: Buffer): Buffer => Buffer.concat([one, one, one]);
const ZEROS = Buffer.alloc(5_000);
/** Bytes that are no header of anything. */
const JUNK = Buffer.from(Array.from({ length: 3_001 }, (_, index) => (index * 37) % 251));

/** Of kinds that differ only in a figure or a format, the long proof takes all. */
function some<T>(plain: readonly T[], proved: readonly T[]): readonly T[] {
  return process.env['PROVE'] === undefined ? plain : [...plain, ...proved];
}

/** The kinds, by the fault they have. */
export const ODD_FILES: readonly OddFile[] = [
  ...some([0x7fff_ffff, 88_401], [0, 0x7fff_f000, 0x8000_0000, 0xffff_ffff, 0xffff_ff00, 0x1000_0000]).map(
    (size) => ({
      name: `WAV that states ${size} bytes of audio`,
      make: (whole: Whole) => wavOf(whole, size),
      outcome: ITSELF,
    }),
  ),
  { name: 'WAV that states no size of its own', make: (whole) => wavOf(whole, 88_200, 0), outcome: ITSELF },
  ...some([-1n], [0n, 0x7fff_ffff_ffff_ffffn]).map((size) => ({
    name: `RF64 that states ${size} bytes`,
    make: (whole: Whole) => rf64Of(whole, BigInt.asUintN(64, size)),
    outcome: ITSELF,
  })),
  {
    name: 'AIFF that SoX wrote into a pipe',
    make: (whole) => aiffOf(whole, 0x7f00_002e, 0x7f00_0008, 0x3f80_0000),
    outcome: REWRITTEN,
  },
  ...some<OddFile>(
    [],
    [{ name: 'AIFF of zeros', make: (whole) => aiffOf(whole, 0, 8, 0), outcome: REWRITTEN }],
  ),
  {
    name: 'AIFF of ones',
    make: (whole) => aiffOf(whole, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1),
    outcome: REWRITTEN,
  },
  {
    name: 'AIFF that states too much',
    make: (whole) => aiffOf(whole, 99_999, 99_000, 49_500),
    outcome: REWRITTEN,
  },
  ...some<keyof Whole>(
    ['flac', 'live', 'fragments', 'mp3'],
    ['webm', 'mkv', 'm4a', 'wav', 'aiff', 'ogg', 'opus'],
  ).map((key) => ({
    name: `${key}, three times in a row`,
    make: (whole: Whole) => join3(whole[key]),
    outcome: { ms: 3000, as: 'flac', toleranceMs: 180 } as const,
  })),
  {
    name: 'MP3 that changes its sample rate',
    make: (whole) => Buffer.concat([whole.bare, whole.low, whole.bare]),
    outcome: { ms: 3000, as: 'flac', toleranceMs: 250 },
  },
  {
    name: 'MP3 whose tag is longer than it states',
    make: (whole) => Buffer.concat([id3(4_086, 5_130), whole.bare]),
    outcome: { ...REWRITTEN, toleranceMs: 60 },
  },
  {
    name: 'MP3 with a tag whose size is an ordinary number',
    make: (whole) => {
      const tag = id3(0, 700);
      tag.writeUInt32BE(700, 6);
      return Buffer.concat([tag, whole.bare]);
    },
    outcome: { ...REWRITTEN, toleranceMs: 60 },
  },
  {
    name: 'MP3 whose tag hides most of it from programs that believe it',
    make: (whole) => {
      const tag = id3(2 * whole.bare.length, 0);
      return Buffer.concat([tag, whole.bare, whole.bare, whole.bare]);
    },
    outcome: { ms: 3000, as: 'flac', toleranceMs: 180 },
  },
  {
    name: 'MP3 with two tags in a row',
    make: (whole) => Buffer.concat([id3(700, 700), id3(300, 300), whole.mp3]),
    outcome: { ...ITSELF, toleranceMs: 60 },
  },
  {
    name: 'MP3 with tags of two kinds behind it',
    make: (whole) => {
      const ape = Buffer.alloc(700, 'APETAGEX and more ');
      return Buffer.concat([whole.mp3, ape, Buffer.alloc(128, 'TAG')]);
    },
    outcome: { ...ITSELF, toleranceMs: 60 },
  },
  {
    name: 'radio dump that begins inside a frame',
    make: (whole) => whole.bare.subarray(201),
    outcome: { ...REWRITTEN, toleranceMs: 80 },
  },
  {
    name: 'ADTS that begins inside a frame',
    make: (whole) => whole.adts.subarray(99),
    outcome: { ...REWRITTEN, toleranceMs: 80 },
  },
  {
    name: 'MP3 behind zeros',
    make: (whole) => Buffer.concat([ZEROS, whole.mp3]),
    outcome: { ...REWRITTEN, toleranceMs: 60 },
  },
  ...some<keyof Whole>(['ogg'], ['flac', 'wav', 'aiff', 'm4a', 'webm']).map((key) => ({
    name: `${key} behind junk`,
    make: (whole: Whole) => Buffer.concat([JUNK, whole[key]]),
    outcome: { ...REWRITTEN, toleranceMs: 60 },
  })),
  {
    name: 'MP3 whose tag is longer than the file',
    make: (whole) => Buffer.concat([id3(199_999_000, 30), whole.bare]),
    outcome: { code: 'file-damaged' },
  },
  {
    name: 'M4A whose last box of padding is cut',
    make: (whole) => Buffer.concat([whole.m4a, box('free', 5_000, Buffer.alloc(9))]),
    outcome: { ...ITSELF, toleranceMs: 60 },
  },
  {
    name: 'QuickTime that begins with skip',
    make: (whole) => {
      // Replaces the first box, so that what the index points to stays where it is.
      const size = whole.mov.readUInt32BE(0);
      return Buffer.concat([box('skip', size, Buffer.alloc(size - 8)), whole.mov.subarray(size)]);
    },
    outcome: REWRITTEN,
  },
  { name: 'RIFX', make: rifxOf, outcome: REWRITTEN },
  { name: 'DSF', make: dsf, outcome: { ...REWRITTEN, toleranceMs: 5 } },
  ...some<keyof Whole>(['au'], ['w64', 'tta']).map((key) => ({
    name: key,
    make: (whole: Whole) => whole[key],
    outcome: REWRITTEN,
  })),
];

/** Writes one of them. */
export async function write(folder: SoundFolder, { name, make }: OddFile, whole: Whole): Promise<string> {
  await folder.write(`${name.replaceAll(/\W/g, '-')}`, make(whole));
  return join(folder.path, name.replaceAll(/\W/g, '-'));
}
