import assert from 'node:assert/strict';
import { dirname } from 'node:path/posix';
import { describe, it } from 'node:test';
import { circlesIn } from './circles.ts';
import { sourcesIn } from './sources.ts';

const src = sourcesIn('src');

/** The layers of core, lowest first. A folder may import from the layers below its own and from its neighbours in it. */
const LAYERS = [
  ['model'],
  ['async', 'text', 'seal'],
  ['ports'],
  ['net', 'audio', 'pictures', 'store', 'audiopod', 'watcher'],
  ['wallet', 'accounts', 'notify', 'webhooks', 'outages', 'tenants'],
  ['jobs'],
] as const;

const MAX_FILES_IN_A_FOLDER = 16;

describe('the layers of core', () => {
  const heightOf = (path: string): number => {
    const folder = /^src\/core\/([^/]+)\//.exec(path)?.[1];
    return LAYERS.findIndex((layer) => layer.some((name) => name === folder));
  };
  const core = src.filter(({ path }) => path.startsWith('src/core/'));

  it('hold every file of core', () => {
    assert.ok(core.length > 150);
    assert.deepEqual(
      core.map(({ path }) => path).filter((path) => heightOf(path) < 0),
      [],
    );
  });

  it('import from layers below and from neighbours only', () => {
    const strays = core.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith('src/core/') && heightOf(target) > heightOf(path))
        .map((target) => `${path} imports ${target}`),
    );
    assert.deepEqual(strays, []);
  });
});

describe('the folders of src', () => {
  it('import each other in no circle, types included', () => {
    const edges = src.flatMap(({ path, imports }) =>
      imports
        .filter((target) => target.startsWith('src/') && dirname(target) !== dirname(path))
        .map((target) => [dirname(path), dirname(target)] as const),
    );
    assert.deepEqual(circlesIn(edges), []);
  });

  it(`hold at most ${MAX_FILES_IN_A_FOLDER} files each`, () => {
    const widths = Map.groupBy(src, ({ path }) => dirname(path));
    const wide = [...widths].filter(([, files]) => files.length > MAX_FILES_IN_A_FOLDER);
    assert.deepEqual(
      wide.map(([folder, files]) => `${folder}: ${files.length}`),
      [],
    );
  });
});

describe('the search for circles', () => {
  it('finds the members of each circle, and nothing in a tree', () => {
    const tree = [
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'd'],
      ['c', 'd'],
    ] as const;
    assert.deepEqual(circlesIn(tree), []);
    assert.deepEqual(circlesIn([...tree, ['d', 'b'], ['x', 'y'], ['y', 'x']]), [
      ['b', 'd'],
      ['x', 'y'],
    ]);
  });
});
