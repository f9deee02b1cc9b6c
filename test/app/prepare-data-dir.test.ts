import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareDataDir } from '../../src/app/prepare-data-dir.ts';
import { StartError } from '../../src/core/model/start-error.ts';

describe('the data folder', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bot-data-dir-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const refused = (path: string, why: RegExp) =>
    assert.rejects(prepareDataDir(path), (error) => {
      assert.ok(error instanceof StartError);
      assert.ok(error.message.startsWith(`DATA_DIR is ${path}, but `), error.message);
      assert.match(error.message, why);
      return true;
    });

  it('is made, for this user only, and nothing is left in it', async () => {
    const path = join(folder, 'new', 'data');
    await prepareDataDir(path);
    assert.equal((await stat(path)).mode & 0o777, 0o700);
    assert.deepEqual(await readdir(path), []);
    await prepareDataDir(path);
  });

  it('is refused with its variable and a reason where it cannot be', async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'x');
    await refused(file, /part of that path is not a folder/);
    await refused(join(file, 'below'), /part of that path is not a folder/);
    await refused(join(folder, 'x'.repeat(300)), /that name is too long/);
    const circle = join(folder, 'circle');
    await symlink(circle, circle);
    await refused(join(circle, 'below'), /part of that path is not a folder/);
  });

  it('is refused where the system lets nobody write', { skip: process.platform !== 'linux' }, async () => {
    await refused('/proc/audiopod-bot', /no folder can be made there|may not write/);
  });
});
