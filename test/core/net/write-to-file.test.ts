import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { writeToFile } from '../../../src/core/net/write-to-file.ts';

describe('writeToFile', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'write-to-file-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('writes all of a stream, over what was there before', async () => {
    const path = join(folder, 'whole');
    await writeFile(path, 'x'.repeat(100));
    await writeToFile(Readable.from([Buffer.from('one '), Buffer.from('two')]), path, { bufferBytes: 1 });
    assert.equal(await readFile(path, 'utf8'), 'one two');
  });

  it('refuses a file that exists when it may not, and lets go of the source', async () => {
    const path = join(folder, 'taken');
    await writeFile(path, 'first');
    const source = Readable.from([Buffer.from('second')]);
    await assert.rejects(writeToFile(source, path, { flags: 'wx' }), { code: 'EEXIST' });
    assert.equal(await readFile(path, 'utf8'), 'first');
    assert.ok(source.destroyed);
  });

  it('stops at its signal', async () => {
    const abort = new AbortController();
    const endless = new Readable({ read() {} });
    const writing = writeToFile(endless, join(folder, 'endless'), { signal: abort.signal });
    abort.abort();
    await assert.rejects(writing, { name: 'AbortError' });
    assert.ok(endless.destroyed);
  });

  it('never brings back a file that is removed after a failure, however busy the disk is', async () => {
    async function* breaksOff(afterTurns: number): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1_000);
      for (let turn = 0; turn < afterTurns; turn += 1) await undefined;
      throw new Error('It broke off');
    }
    for (let round = 0; round < 400; round += 1) {
      // Files are opened by the threads that hash.
      for (let count = 0; count < round % 9; count += 1) pbkdf2('a', 'b', 1_000, 32, 'sha512', () => {});
      const broken = join(folder, `broken-${round}`);
      await assert.rejects(writeToFile(breaksOff(round % 5), broken), /broke off/);
      await rm(broken, { force: true });
    }
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('broken')),
      [],
    );
  });
});
