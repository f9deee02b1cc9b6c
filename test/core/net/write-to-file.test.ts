import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
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

  it('reads nothing before the file is open, so that a file removed after a failure never comes back', async () => {
    // A pipe opens for writing once someone reads it: a disk as slow as the test wants it.
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    let isSettled = false;
    async function* breaksOff(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('some');
      throw new Error('It broke off');
    }
    const writing = assert.rejects(writeToFile(breaksOff(), pipe), /broke off/);
    const settling = writing.then(() => {
      isSettled = true;
    });
    for (let turn = 0; turn < 100; turn += 1) await setImmediate();
    assert.equal(isSettled, false);
    const reader = await open(pipe, 'r');
    await settling;
    await reader.close();
  });
});
