import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  missingPermissions,
  type Permission,
  permissionNames,
} from '../../src/bots/discord/payload/permissions.ts';
import { ENVIRONMENT } from '../../src/config/config.ts';
import { silentLog } from '../../src/core/ports/log.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { registerStoreMetrics } from '../../src/server/store-metrics.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { refusalOf } from './command-examples.ts';
import {
  anchorsOf,
  codeBlocks,
  codeSpans,
  DOCUMENTS,
  type Document,
  documentAt,
  GUIDES,
  section,
} from './documents.ts';
import { ROOT, sourcesIn } from './sources.ts';

const operating = documentAt('docs/operating.md');
const src = sourcesIn('src');
const docs = GUIDES.filter(({ path }) => path.startsWith('docs/'));

describe('every page', () => {
  it('under docs/ begins with who needs it', () => {
    assert.ok(docs.length >= 10);
    assert.deepEqual(
      docs.filter(({ text }) => !/^# .+\n\nFor [^.]+\./.test(text)).map(({ path }) => path),
      [],
    );
  });

  it('links to pages and headings that exist', () => {
    const broken = DOCUMENTS.flatMap((page) =>
      linksOf(page)
        .filter((link) => !isReachable(page, link))
        .map((link) => `${page.path}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });

  it('under docs/ is reached from README.md', () => {
    const readme = documentAt('README.md');
    const linked = new Set(linksOf(readme).map((link) => link.replace(/#.*$/, '')));
    assert.deepEqual(
      docs.filter(({ path }) => !linked.has(path)).map(({ path }) => path),
      [],
    );
  });

  it('names npm scripts that exist', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const missing = GUIDES.flatMap(({ path, text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w-]+)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([line]) => `${path}: ${line}`),
    );
    assert.deepEqual(missing, []);
  });

  it('shows commands that the bot understands, with options and choices it has', () => {
    const lines = GUIDES.flatMap((page) =>
      [...codeSpans(page), ...codeBlocks(page).flatMap((block) => block.split('\n'))].filter(isCommand),
    );
    assert.ok(lines.length > 60);
    assert.deepEqual(
      lines.flatMap((line) => refusalOf(line) ?? []),
      [],
    );
  });
});

describe('the variables', () => {
  const known = ENVIRONMENT.map(({ name }) => name);

  it('are all in docs/configuration.md', () => {
    const rows = firstCells(documentAt('docs/configuration.md').text);
    assert.deepEqual(
      known.filter((name) => !rows.includes(name)),
      [],
    );
  });

  it('that pages name are ones the program reads', () => {
    // Of Docker Compose, and a placeholder in a link.
    const outside = ['POSTGRES_PASSWORD', 'APPLICATION_ID'];
    const strange = GUIDES.flatMap(({ path, text }) =>
      (text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z]{4,}(?==)/g) ?? [])
        .filter((name) => !known.includes(name) && !outside.includes(name))
        .map((name) => `${path}: ${name}`),
    );
    assert.deepEqual(strange, []);
  });
});

describe('docs/operating.md', () => {
  it('has every metric of the program, and no other', () => {
    const { registry } = createMetrics();
    const figures = {
      deadJobs: async () => 0,
      jobsByStage: async () => ({}),
      operatorTotals: async () => [],
    };
    registerStoreMetrics(registry, figures, createVirtualClock(), silentLog);
    const own = registry.getMetricsAsArray().map(({ name }) => name);
    assert.deepEqual(
      firstCells(section(operating, '## Watch the metrics')).toSorted(),
      own.filter((name) => name.startsWith('audiopod_bot_')).toSorted(),
    );
  });

  it('has every HTTP path that is not the page’s own, and no other', () => {
    const routes = src.flatMap(({ text }) => [
      ...[...text.matchAll(/\.(get|post)\('(\/[^']*)'/g)].map(([, method, path]) => `${method} ${path}`),
      ...[...text.matchAll(/^export const (?:EVENTS|WEBHOOK|INTERACTIONS)_PATH = '(.+)';$/gm)].map(
        ([, path]) => `post ${path}`,
      ),
    ]);
    assert.deepEqual(
      firstCells(section(operating, '## Check its health')).toSorted(),
      routes
        .filter((route) => !route.includes(' /playground/'))
        .map((route) => route.replace(/^\w+/, (method) => method.toUpperCase()))
        .toSorted(),
    );
  });
});

it('docs/troubleshooting.md explains events that the program logs', () => {
  const tables = documentAt('docs/troubleshooting.md').text.split('| Event in the log |').slice(1);
  const events = tables.flatMap((table) => firstCells(table.split('\n\n')[0] ?? ''));
  assert.ok(events.length > 10);
  assert.deepEqual(
    events.filter((event) => !src.some(({ text }) => text.includes(`'${event}'`))),
    [],
  );
});

describe('the permissions at Discord', () => {
  const rights: readonly Permission[] = [
    'attach',
    'view',
    'send',
    'send-in-threads',
    'history',
    'embed',
    'voice',
  ];
  const links = GUIDES.flatMap(({ text }) => [...text.matchAll(/&permissions=(\d+)/g)]).map((match) =>
    BigInt(match[1] ?? ''),
  );

  it('of the link are all that the bot needs, and no other', () => {
    assert.equal(links.length, 3);
    for (const link of links) {
      assert.deepEqual(missingPermissions(link, rights), []);
      const bits = link.toString(2).replaceAll('0', '').length;
      assert.equal(bits, rights.length);
    }
  });

  it('are explained one by one', () => {
    const table = section(documentAt('docs/discord.md'), '## Give it permissions');
    assert.deepEqual(
      rights.filter((right) => !table.includes(permissionNames('en', [right]))),
      [],
    );
  });
});

function linksOf({ text }: Document): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

function isReachable({ path, text }: Document, link: string): boolean {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? path : normalize(join(dirname(path), target));
  if (!existsSync(join(ROOT, file))) return false;
  if (anchor === undefined) return true;
  return anchorsOf(target === '' ? { path, text } : documentAt(file)).includes(decodeURIComponent(anchor));
}

/** What stands between backticks in the first cell of each row. */
function firstCells(table: string): readonly string[] {
  return [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );
}

/** Paths begin with a slash too, and `/invite` is Slack’s own. */
function isCommand(line: string): boolean {
  return (
    /^\/[a-z]+( |$)/.test(line) && !/^\/(?:healthz|readyz|metrics|admin|data|audiopod|invite .*)$/.test(line)
  );
}
