import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ByteReader } from '../../../../src/core/audio/headers/byte-reader.ts';
import { type Declared, readDeclared } from '../../../../src/core/audio/headers/declared.ts';
import { readFlac } from '../../../../src/core/audio/headers/flac.ts';
import { readMatroska } from '../../../../src/core/audio/headers/matroska.ts';
import { readMov } from '../../../../src/core/audio/headers/mov.ts';
import { readMp3 } from '../../../../src/core/audio/headers/mp3.ts';
import { readOgg } from '../../../../src/core/audio/headers/ogg.ts';
import { readRiff } from '../../../../src/core/audio/headers/riff.ts';
import { createSoundFolder } from '../../../fixtures/audio.ts';

const FILE_BYTES = 200 * 1024 * 1024;
/** Of a file of 200 MB no reader needs more than this. */
const MOST_BYTES = 2_000_000;
const READERS = { readFlac, readMatroska, readMov, readMp3, readOgg, readRiff };

/** A large file that begins as given and then repeats one piece to its end. Reading too much of it fails. */
function largeFile(start: Buffer, piece: Buffer = Buffer.alloc(16)): ByteReader {
  let bytesRead = 0;
  return {
    sizeBytes: FILE_BYTES,
    async read(position, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, FILE_BYTES - position)));
      bytesRead += bytes.length;
      assert.ok(bytesRead <= MOST_BYTES, `more than ${MOST_BYTES} bytes were read`);
      for (let index = 0; index < bytes.length; index += 1) {
        const at = position + index;
        bytes[index] = (at < start.length ? start[at] : piece[(at - start.length) % piece.length]) ?? 0;
      }
      return bytes;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function sized(tag: string, size: number, order: 'BE' | 'LE' = 'LE'): Buffer {
  const bytes = Buffer.alloc(8, tag, 'latin1');
  if (order === 'LE') bytes.writeUInt32LE(size, 4);
  else bytes.write(tag, 4, 'latin1');
  if (order === 'BE') bytes.writeUInt32BE(size, 0);
  return bytes;
}

const text = (value: string) => Buffer.from(value, 'latin1');
const WAVE = Buffer.concat([sized('RIFF', FILE_BYTES - 8), text('WAVE')]);
const FTYP = Buffer.concat([sized('ftyp', 16, 'BE'), text('M4A isom')]);

const CASES: readonly {
  readonly name: string;
  readonly read: (bytes: ByteReader) => Promise<Declared>;
  readonly start: Buffer;
  readonly piece?: Buffer;
}[] = [
  { name: 'a WAV of nothing but empty chunks', read: readRiff, start: WAVE, piece: sized('JUNK', 0) },
  {
    name: 'a WAV with a tag as long as itself',
    read: readRiff,
    start: Buffer.concat([WAVE, sized('LIST', FILE_BYTES)]),
  },
  {
    name: 'a WAV whose format is as long as itself',
    read: readRiff,
    start: Buffer.concat([WAVE, sized('fmt ', FILE_BYTES)]),
  },
  { name: 'an M4A of nothing but empty boxes', read: readMov, start: FTYP, piece: sized('free', 8, 'BE') },
  {
    name: 'an M4A whose index is as long as itself',
    read: readMov,
    start: Buffer.concat([FTYP, sized('moov', FILE_BYTES, 'BE')]),
  },
  {
    name: 'an MP3 with a tag as long as itself',
    read: readMp3,
    start: Buffer.concat([text('ID3'), Buffer.from([3, 0, 0, 0x5f, 0x7f, 0x7f, 0x7f])]),
  },
  { name: 'an MP3 without a frame', read: readMp3, start: Buffer.alloc(0) },
  {
    name: 'a FLAC with a tag in front',
    read: readFlac,
    start: Buffer.concat([text('ID3'), Buffer.from([3, 0, 0, 0x5f, 0x7f, 0x7f, 0x7f])]),
  },
  {
    name: 'a WebM with a header longer than any file',
    read: readMatroska,
    start: Buffer.from('1a45dfa301fefffffffffffe', 'hex'),
  },
  { name: 'an Ogg of nothing but page marks', read: readOgg, start: Buffer.alloc(0), piece: text('OggS') },
];

describe('headers of files of 200 MB', () => {
  for (const { name, read, start, piece } of CASES) {
    it(`are read in small pieces: ${name}`, async () => {
      await read(largeFile(start, piece));
    });
  }

  it('may name a position that no file can have', async () => {
    await using folder = await createSoundFolder();
    const path = await folder.write('far.webm', Buffer.from('1a45dfa301fefffffffffffe', 'hex'));
    assert.deepEqual(await readDeclared(path, 'matroska'), {});
  });

  it('are read in small pieces and without an error, whatever is in them', async () => {
    const beginnings = [
      ...CASES.map(({ start }) => start),
      Buffer.concat([WAVE, sized('fmt ', 16), Buffer.alloc(16, 1), sized('data', 99)]),
      Buffer.concat([text('fLaC'), Buffer.alloc(38, 7)]),
      Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(32), text('Xing'), Buffer.alloc(8, 1)]),
      Buffer.from('1a45dfa3a0', 'hex'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(READERS)),
        fc.constantFrom(...beginnings),
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ minLength: 1, maxLength: 16 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
        async (read, beginning, more, piece, changes) => {
          const start = Buffer.concat([beginning, more]);
          for (const [at, byte] of changes) if (at < start.length) start[at] = byte;
          const { missingBytes = 1, durationMs = 0 } = await read(largeFile(start, Buffer.from(piece)));
          assert.ok(missingBytes > 0 && durationMs >= 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
