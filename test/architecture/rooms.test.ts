import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { it } from 'node:test';
import { ROOT } from './sources.ts';

it('docs/architecture.md names every folder of src that holds files, and no other', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const table = /<!-- rooms -->(.*?)<!-- end -->/s.exec(page)?.[1] ?? '';
  const named = [...table.matchAll(/^\| `(src[\w/-]*)` \| (.+) \|$/gm)].map(([, folder = '']) => folder);
  const folders = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|css)$/.test(entry.name))
    .map(({ parentPath }) => relative(ROOT, parentPath).split(sep).join('/'));
  assert.deepEqual(named.toSorted(), [...new Set(folders)].toSorted());
});
