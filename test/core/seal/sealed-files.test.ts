import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type ByteRange, openSealed } from '../../../src/core/seal/open-sealed.ts';
import { sealStream } from '../../../src/core/seal/seal-stream.ts';
import { sealFolder, unsealFolder } from '../../../src/core/seal/sealed-files.ts';
import { CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES } from '../../../src/core/seal/sealed-format.ts';
import { createSealing } from '../../../src/core/seal/sealing.ts';

const { fileKey: maybeKey } = createSealing(createSecretKey(randomBytes(32)));
assert.ok(maybeKey !== undefined);
const fileKey = maybeKey;
const UNREADABLE = { name: 'BotError', code: 'sealed-unreadable' };

describe('an encrypted file', () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealed-files-'));
    path = join(folder, 'file');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const sealed = async (content: Buffer, identity = 'a', pieces = 1): Promise<Buffer> => {
    const size = Math.max(1, Math.ceil(content.length / pieces));
    const parts = Array.from({ length: pieces }, (_, at) => content.subarray(at * size, (at + 1) * size));
    return buffer(Readable.from(parts, { objectMode: false }).compose(sealStream(fileKey, identity)));
  };
  const opened = (range?: ByteRange, identity = 'a') => buffer(openSealed(path, fileKey, identity, range));

  it('gives back any content, whole and in any range, however it arrived', async () => {
    const around = [
      0,
      1,
      CHUNK_BYTES - 1,
      CHUNK_BYTES,
      CHUNK_BYTES + 1,
      2 * CHUNK_BYTES,
      17 * CHUNK_BYTES + 5,
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...around),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, pieces, one, other) => {
          const content = randomBytes(bytes);
          await writeFile(path, await sealed(content, 'a', pieces));
          assert.ok((await opened()).equals(content));
          if (bytes === 0) return;
          const [start = 0, end = 0] = [one, other]
            .map((at) => Math.floor(at * (bytes - 1)))
            .toSorted((a, b) => a - b);
          assert.ok((await opened({ start, end })).equals(content.subarray(start, end + 1)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('fails where it was altered, cut off, reordered, or is another file', async () => {
    const content = randomBytes(3 * CHUNK_BYTES + 100);
    const whole = await sealed(content);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const altered = Buffer.from(whole);
        altered.writeUInt8((altered[at] ?? 0) ^ flip, at);
        await writeFile(path, altered);
        await assert.rejects(opened(), UNREADABLE);
      }),
      { numRuns: 30 },
    );
    for (const bytes of [0, HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK_BYTES, whole.length - 1]) {
      await writeFile(path, whole);
      await truncate(path, bytes);
      await assert.rejects(opened(), UNREADABLE, `cut off after ${bytes}`);
    }
    const chunk = (index: number): Buffer =>
      whole.subarray(
        HEADER_BYTES + index * SEALED_CHUNK_BYTES,
        HEADER_BYTES + (index + 1) * SEALED_CHUNK_BYTES,
      );
    await writeFile(
      path,
      Buffer.concat([whole.subarray(0, HEADER_BYTES), chunk(1), chunk(0), chunk(2), chunk(3)]),
    );
    await assert.rejects(opened(), UNREADABLE);
    await writeFile(path, whole);
    await assert.rejects(opened(undefined, 'b'), UNREADABLE);
  });

  it('takes the place of each file of a folder, and gives way to it again', async () => {
    const own = join(folder, 'own');
    await mkdir(own);
    const content = randomBytes(100_000);
    await writeFile(join(own, 'one.m4a'), content);
    await writeFile(join(own, 'two.m4a'), content);
    await writeFile(join(own, 'half.draft'), 'cut off by a crash');
    await sealFolder(own, fileKey, 'own');
    await sealFolder(own, fileKey, 'own');
    assert.deepEqual((await readdir(own)).toSorted(), ['one.m4a.sealed', 'two.m4a.sealed']);
    assert.ok(!(await readFile(join(own, 'one.m4a.sealed'))).includes(content.subarray(50, 90)));
    // Exchanged for another, and so noticed.
    await writeFile(join(own, 'two.m4a.sealed'), await readFile(join(own, 'one.m4a.sealed')));
    const damaged: string[] = [];
    await unsealFolder(own, fileKey, 'own', (name) => void damaged.push(name));
    assert.deepEqual(damaged, ['two.m4a']);
    assert.deepEqual(await readdir(own), ['one.m4a']);
    assert.ok((await readFile(join(own, 'one.m4a'))).equals(content));
    await sealFolder(join(folder, 'missing'), fileKey, 'missing');
  });
});
