import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { GENERATED, tablesIn, withTables } from '../../script/readme-tables.ts';
import { readConfig } from '../../src/config/config.ts';
import { formatUsd } from '../../src/core/model/money/money.ts';
import { codeBlocks, documentAt } from './documents.ts';
import { ROOT } from './sources.ts';

const readme = documentAt('README.md');
const chinese = documentAt('README.zh-CN.md');

describe('README.md', () => {
  it('is short enough to be read', () => {
    assert.ok(readme.text.trimEnd().split('\n').length <= 140);
  });

  it('leads to sound in one screen: a picture, a clone and a start before anything else', () => {
    const screen = readme.text.split('\n').slice(0, 30).join('\n');
    assert.match(screen, /^!\[.+\]\(docs\/images\/playground\.png\)$/m);
    assert.match(screen, /^git clone .+\n.+\nscript\/start$/m);
    assert.match(screen, /http:\/\/127\.0\.0\.1:3000/);
  });

  it('names scripts that exist', () => {
    const scripts = [...readme.text.matchAll(/(?<![\w/.])(script\/[\w./-]+)/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(scripts.includes('script/start') && scripts.includes('script/test'));
    assert.deepEqual(
      scripts.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it('states the limits that apply where nobody set any', () => {
    const { limits } = readConfig({});
    const stated = /^Default limits: (\$\d+).+ total, (\$\d+) .+ (\$\d+) .+ day,\n(\$\d+)/m.exec(readme.text);
    const { operatorMonthly, tenantMonthly, memberDaily, perJob } = limits;
    assert.deepEqual(
      stated?.slice(1).map((amount) => `${amount}.00`),
      [operatorMonthly, tenantMonthly, memberDaily, perJob].map(formatUsd),
    );
  });

  it('asks for the Node that the installation asks for, in both languages', () => {
    const bootstrap = readFileSync(join(ROOT, 'script/bootstrap'), 'utf8');
    const [, least = '?'] = /"\$node_major" -ge (\d+)/.exec(bootstrap) ?? [];
    assert.ok(readme.text.includes(`Node ${least} or newer`), `Node ${least}`);
    assert.ok(chinese.text.includes(`Node ${least} 或更高版本`), `Node ${least}`);
  });
});

describe('README.zh-CN.md', () => {
  it('has the code blocks of the first half of README.md, as they are', () => {
    const blocks = codeBlocks(chinese);
    assert.ok(blocks.length >= 5);
    assert.deepEqual(blocks, codeBlocks(readme).slice(0, blocks.length));
  });

  it('shows the same picture, names the same limits and links to the same pages', () => {
    const targets = ({ text }: typeof readme) =>
      new Set([...text.matchAll(/\]\(((?!#|README)[^)#]+)[^)]*\)/g)].map((match) => match[1]));
    assert.deepEqual(targets(chinese), targets(readme));
    const limits = /^默认限额：.+$/m.exec(chinese.text)?.[0] ?? '';
    assert.deepEqual(limits.match(/\$\d+/g), ['$50', '$10', '$1', '$2']);
  });
});

describe('the tables', () => {
  for (const [path, tables] of Object.entries(GENERATED)) {
    it(`of ${path} are as the code has them`, () => {
      const { text } = documentAt(path);
      assert.deepEqual(tablesIn(text), tables);
      assert.equal(text, withTables(text), 'Bring it up to date with: node script/readme-tables.ts');
    });
  }

  it('are written between their marks and nowhere else', () => {
    const before =
      'Text\n\n<!-- table: server -->\nold\n<!-- end -->\n\n<!-- table: commands -->\n<!-- end -->\n';
    const after = withTables(before);
    assert.match(after, /^Text\n\n<!-- table: server -->\n\n\| Variable \| Default \| Meaning \|\n/);
    assert.match(after, /\n\| `PORT` \| `3000` \| /);
    assert.match(after, /\n\| `\/tts`/);
    assert.doesNotMatch(after, /^old$/m);
    assert.equal(withTables(after), after);
  });
});
