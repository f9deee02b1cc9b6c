import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { readPageAssets } from '../../../../src/bots/web/assets/page-assets.ts';

const STYLES = new URL('../../../../src/bots/web/page/styles/', import.meta.url);

/** Resolves an import as the browser does, which knows nothing of packages. */
const resolve = (importer: string, specifier: string) =>
  posix.resolve('/', posix.dirname(importer), specifier);

test('Every script that a script imports is served, those of packages too', async () => {
  const assets = await readPageAssets();
  const missing = [...assets].flatMap(([path, { body }]) =>
    [...body.matchAll(/\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm)]
      .map(([, from, alone]) => resolve(path, from ?? alone ?? ''))
      .filter((target) => !assets.has(target))
      .map((target) => `${path} imports ${target}`),
  );
  assert.ok(assets.size > 30);
  assert.deepEqual(missing, []);
});

test('Every stylesheet of the page is in the one it loads', async () => {
  const served = (await readPageAssets()).get('/playground/page/page.css')?.body ?? '';
  const names = readdirSync(STYLES);
  const missing = names.filter((name) => !served.includes(readFileSync(new URL(name, STYLES), 'utf8')));
  assert.ok(names.length > 10);
  assert.deepEqual(missing, []);
});
