import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faultSchema } from '../../sandbox/faults/fault.ts';
import { settingsSchema } from '../../sandbox/settings.ts';
import { NO_SUBMITS } from './sandbox-fixture.ts';

const SANDBOX = fileURLToPath(new URL('../../sandbox', import.meta.url));
const readme = readFileSync(path.join(SANDBOX, 'README.md'), 'utf8');
const code = globSync('**/*.ts', { cwd: SANDBOX }).map((file) =>
  readFileSync(path.join(SANDBOX, file), 'utf8'),
);

/** Names in backticks between two texts of the README. */
function named(from: string, to: string): readonly string[] {
  const start = readme.indexOf(from);
  const end = readme.indexOf(to, start);
  assert.ok(start >= 0 && end > start, `the README has no ${from}`);
  return Array.from(readme.slice(start, end).matchAll(/`([^`]+)`/g), ([, name]) => name ?? '').toSorted();
}

/** Names in the first column of a table that begins with this heading. */
function firstColumn(heading: RegExp): readonly string[] {
  const rows = readme.split(heading)[1]?.split('\n\n')[0]?.split('\n').slice(2) ?? [];
  const cells = rows.map((row) => row.split('|')[1] ?? '');
  return cells
    .flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name]) => name ?? ''))
    .toSorted();
}

test('the README names every operation a fault can strike, and no other', () => {
  const operations = code.flatMap((text) =>
    Array.from(text.matchAll(/operation: '([\w-]+(?:\.[\w-]+)?)'/g), ([, name]) => name ?? ''),
  );
  assert.deepEqual(named('Operations: ', '\n\n'), [...new Set(operations)].toSorted());
});

test('the README names every fault, setting and service', () => {
  const kinds = faultSchema.options.map((option) => option.shape.kind.value);
  assert.deepEqual(firstColumn(/\| `kind` .*/), kinds.toSorted());
  assert.deepEqual(firstColumn(/\| name .*/), Object.keys(settingsSchema.shape).toSorted());
  assert.deepEqual(named('Services are named ', ' (voices'), Object.keys(NO_SUBMITS).toSorted());
});
