import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../script/prune-packages', import.meta.url));

const KEPT = [
  'one/LICENSE.md',
  'one/index.js',
  'one/package.json',
  '@scope/two/COPYING.md',
  '@scope/two/lib/coverage/run.js',
  '@scope/two/main.wasm',
];
const REMOVED = [
  'one/README.md',
  'one/index.d.ts',
  'one/index.d.cts',
  'one/index.js.map',
  'fluent-ffmpeg/coverage/lcov.info',
  'typescript/lib/tsc.js',
  '@typescript/typescript-linux-x64/tsc',
];

describe('script/prune-packages', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prune-packages-'));
    for (const path of [...KEPT, ...REMOVED]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), '');
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('removes what only development reads, and no license and no code', async () => {
    const { status, stderr } = spawnSync(SCRIPT, [folder], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const left = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = left
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
    assert.deepEqual(files.toSorted(), KEPT.toSorted());
  });

  it('removes nothing without a folder, or with an option it does not know', () => {
    assert.equal(spawnSync(SCRIPT, []).status, 1);
    assert.equal(spawnSync(SCRIPT, ['--all']).status, 1);
  });
});
