import assert from 'node:assert/strict';
import { it } from 'node:test';
import { documentAt, section } from '../architecture/documents.ts';

it('the sizes that docs/deploying.md advises rest on figures of docs/benchmarks.md', () => {
  const table = section(documentAt('docs/deploying.md'), '## Choose a size').split('\n\n')[2] ?? '';
  const figures = [...table.matchAll(/^\| [^|]+ \| ([^|]*\d[^|]*) \|/gm)].map(([, figure = '']) => figure);
  const measured = documentAt('docs/benchmarks.md').text;
  assert.ok(figures.length >= 6);
  assert.deepEqual(
    figures.filter((figure) => !measured.includes(figure)),
    [],
  );
});
