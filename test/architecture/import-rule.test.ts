import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLines, type SourceFile, sourcesIn } from './sources.ts';

const src = sourcesIn('src');
const sandbox = sourcesIn('sandbox');

/** Which folders a folder of src may import from, besides packages. The order goes inward. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/bots/': ['src/bots/', 'src/commands/', 'src/core/'],
  'src/commands/': ['src/commands/', 'src/core/'],
  'src/server/': ['src/server/', 'src/config/', 'src/core/'],
  'src/config/': ['src/config/', 'src/core/'],
  'src/trace/': ['src/trace/', 'src/core/'],
  'src/log/': ['src/log/', 'src/config/', 'src/core/'],
  'src/core/': ['src/core/'],
};

/** Packages that belong to one place. */
const PACKAGE_HOME: Readonly<Record<string, readonly string[]>> = {
  'fluent-ffmpeg': ['src/core/audio/'],
  'discord.js': ['src/bots/discord/'],
  '@slack/bolt': ['src/bots/slack/'],
  express: ['src/server/', 'src/bots/'],
  pino: ['src/log/log.ts'],
  'pino-pretty': ['src/log/'],
  'prom-client': ['src/server/'],
  '@opentelemetry/api': ['src/trace/'],
  '@opentelemetry/sdk-trace': ['src/trace/'],
  '@opentelemetry/resources': ['src/trace/'],
  '@opentelemetry/exporter-trace-otlp-http': ['src/trace/'],
  'lit-html': ['src/bots/web/page/'],
  kysely: ['src/core/store/'],
  pg: ['src/core/store/'],
};

describe('imports', () => {
  it('are found at all, so that the rules below mean something', () => {
    assert.ok(src.length > 50);
    const errors = src.find(({ path }) => path === 'src/core/model/errors.ts');
    assert.deepEqual(errors?.imports, ['src/core/model/error-codes.ts']);
  });

  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`of ${folder} point to ${allowed.join(', ')} and packages only`, () => {
      const strays = src
        .filter(({ path }) => path.startsWith(folder))
        .flatMap(({ path, imports }) =>
          imports
            .filter((target) => /^(?:src|sandbox|test|script)\//.test(target))
            .filter((target) => !allowed.some((place) => target.startsWith(place)))
            .map((target) => `${path} imports ${target}`),
        );
      assert.deepEqual(strays, []);
    });
  }

  it('do not join one platform to another', () => {
    const platformOf = (path: string) => /^src\/bots\/([^/]+)\//.exec(path)?.[1];
    const strays = src.flatMap(({ path, imports }) =>
      imports
        .filter((target) => platformOf(path) !== undefined && platformOf(target) !== undefined)
        .filter((target) => platformOf(target) !== platformOf(path))
        .map((target) => `${path} imports ${target}`),
    );
    assert.deepEqual(strays, []);
  });

  it('of the page stay within the page once types are erased, because a browser loads them', () => {
    const strays = src
      .filter(({ path }) => path.startsWith('src/bots/web/page/'))
      .flatMap(({ path, valueImports }) =>
        valueImports
          .filter((target) => target.startsWith('src/') && !target.startsWith('src/bots/web/page/'))
          .map((target) => `${path} imports ${target}`),
      );
    assert.deepEqual(strays, []);
  });

  it('never reach the program from the sandbox, which must judge it from outside', () => {
    // How it reads its arguments says nothing about AudioPod.
    const program = sandbox.flatMap(({ imports }) => imports).filter((target) => target.startsWith('src/'));
    assert.deepEqual([...new Set(program)], ['src/command-line.ts']);
  });

  it('reach the sandbox only from where the program is put together', () => {
    const strays = importersOf(src, 'sandbox/').filter((path) => !path.startsWith('src/app/'));
    assert.deepEqual(strays, []);
  });

  it('load the libraries for traces only where there is a collector', () => {
    const eager = src.filter(
      ({ path, text }) => !path.startsWith('src/trace/') && /^import (?!type\b)[^;]*\/trace\//m.test(text),
    );
    assert.deepEqual(
      eager.map(({ path }) => path),
      [],
    );
  });

  it('reach into main.ts from nowhere', () => {
    assert.deepEqual(importersOf([...src, ...sandbox], 'src/main.ts'), []);
  });

  for (const [name, homes] of Object.entries(PACKAGE_HOME)) {
    it(`of ${name} are in ${homes.join(', ')} only`, () => {
      const strays = importersOf(src, name).filter((path) => !homes.some((home) => path.startsWith(home)));
      assert.deepEqual(strays, []);
    });
  }
});

it('core names no platform', () => {
  const named = src
    .filter(({ path }) => path.startsWith('src/core/'))
    .flatMap((file) =>
      codeLines(file)
        // A clock's slack is no platform.
        .filter((line) => /discord|(?<!clock_)slack/i.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
  assert.deepEqual(named, []);
});

function importersOf(files: readonly SourceFile[], target: string): readonly string[] {
  const isTarget = (name: string) => (target.endsWith('/') ? name.startsWith(target) : name === target);
  return files.filter(({ imports }) => imports.some(isTarget)).map(({ path }) => path);
}
