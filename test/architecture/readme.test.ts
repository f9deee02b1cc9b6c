import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tablesIn, withTables } from '../../script/readme-tables.ts';
import { ENVIRONMENT } from '../../src/config/config.ts';
import { ROOT } from './sources.ts';

describe('README.md', () => {
  const readme = existsSync(join(ROOT, 'README.md')) ? readFileSync(join(ROOT, 'README.md'), 'utf8') : '';

  it('has the tables of variables and commands, as the code has them', () => {
    assert.deepEqual(tablesIn(readme).toSorted(), ['commands', 'environment']);
    assert.equal(readme, withTables(readme), 'Bring it up to date with: node script/readme-tables.ts');
  });

  it('names no variable that the program does not read', () => {
    const known = new Set(ENVIRONMENT.map(({ name }) => name));
    const outside = new Set(['POSTGRES_PASSWORD']);
    const named = [...readme.matchAll(/\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=/g)].map((match) => match[1] ?? '');
    assert.deepEqual(
      named.filter((name) => !known.has(name) && !outside.has(name)),
      [],
    );
  });

  it('begins with commands that exist', () => {
    const scripts = [...readme.matchAll(/(?<![\w/.])(script\/[\w./-]+)/g)].map((match) => match[1] ?? '');
    assert.ok(scripts.includes('script/start') && scripts.includes('script/test'));
    assert.deepEqual(
      scripts.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      (match) => match[1] ?? '',
    );
    assert.deepEqual(
      links.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });
});

describe('the tables', () => {
  it('are written between their marks and nowhere else', () => {
    const before =
      'Text\n\n<!-- table: environment -->\nold\n<!-- end -->\n\n<!-- table: commands -->\n<!-- end -->\n';
    const after = withTables(before);
    assert.match(after, /^Text\n\n<!-- table: environment -->\n\n\| Variable \| Default \| Meaning \|\n/);
    assert.match(after, /\n\| `PORT` \| `3000` \| /);
    assert.match(after, /\n\| `\/tts`/);
    assert.doesNotMatch(after, /old/);
    assert.equal(withTables(after), after);
  });
});
