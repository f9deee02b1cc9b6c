import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { ROOT, sourcesIn } from './sources.ts';

const guide = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');

it('every example of CONTRIBUTING.md stands in the code as it is shown', () => {
  const files = new Map(sourcesIn('src', 'test', 'sandbox', 'script').map(({ path, text }) => [path, text]));
  const examples = [...guide.matchAll(/^```ts (\S+)\n(.*?)^```$/gms)];
  assert.ok(examples.length >= 4);
  for (const [, path = '', example = ''] of examples) {
    const text = files.get(path);
    assert.ok(text !== undefined, `${path} is gone`);
    // An ellipsis on a line of its own leaves something out.
    for (const part of example.split(/^ *…\n/m))
      assert.ok(text.includes(part), `${path} no longer has:\n${part}`);
  }
});

it('every file CONTRIBUTING.md names exists', () => {
  const named = [...guide.matchAll(/`((?:src|test|script|sandbox)\/[\w./-]+)`/g)].map(
    (match) => match[1] ?? '',
  );
  assert.deepEqual(
    named.filter((path) => !existsSync(join(ROOT, path))),
    [],
  );
});
