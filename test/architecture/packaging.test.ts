import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { completeLock, unchecked, withIntegrity } from '../../script/complete-lock.ts';
import { readConfig } from '../../src/config/config.ts';
import { ROOT } from './sources.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const versions = z.record(z.string(), z.string());
const manifest = z
  .object({
    scripts: versions,
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
    engines: z.object({ node: z.string() }),
  })
  .parse(JSON.parse(read('package.json')));

/** The version a range such as `>=22.19.0` begins at, as a number to compare; 0 for a range of another kind. */
function versionOf(range: string): number {
  const [, major = 0, minor = 0, patch = 0] = /^>= ?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(range) ?? [];
  return (Number(major) * 1_000 + Number(minor)) * 1_000 + Number(patch);
}

describe('the packages', () => {
  it('are asked for in exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    assert.deepEqual(loose, []);
  });

  it('run on the Node that engines names, which is the one that comes with them', () => {
    const lock = z
      .object({
        packages: z.record(
          z.string(),
          z.looseObject({
            dev: z.boolean().optional(),
            engines: z.looseObject({ node: z.string().optional() }).optional().catch(undefined),
          }),
        ),
      })
      .parse(JSON.parse(read('package-lock.json')));
    const lowest = versionOf(manifest.engines.node);
    const newer = Object.entries(lock.packages).filter(
      ([, { dev, engines }]) => dev !== true && versionOf(engines?.node ?? '>=0') > lowest,
    );
    assert.deepEqual(newer, []);
    assert.ok(versionOf(`>=${manifest.devDependencies['node']}`) >= lowest);
  });

  it('are locked for every platform, so that npm ci works whatever machine made the lock', () => {
    assert.deepEqual(completeLock(read('package-lock.json')).added, []);
  });

  it('are locked with the digest of their file, those of other platforms too', () => {
    assert.deepEqual([...unchecked(read('package-lock.json')).values()], []);
  });

  it('get their digest behind the version, without another change', () => {
    const lock = (sample: object) =>
      `${JSON.stringify({ packages: { '': {}, 'a/node_modules/@b/c': sample } }, null, 2)}\n`;
    const before = lock({ version: '1.0.0', os: ['linux'], dev: true, optional: true });
    assert.deepEqual([...unchecked(before)], [['a/node_modules/@b/c', '@b/c@1.0.0']]);
    const after = withIntegrity(before, new Map([['a/node_modules/@b/c', 'sha512-x']]));
    assert.equal(
      after,
      lock({ version: '1.0.0', integrity: 'sha512-x', os: ['linux'], dev: true, optional: true }),
    );
    assert.equal(unchecked(after).size, 0);
  });

  it('are locked without the address of the registry they came from', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved"/);
  });

  it('run install scripts only where allowed by name', () => {
    const lock = z
      .object({ packages: z.record(z.string(), z.looseObject({ hasInstallScript: z.boolean().optional() })) })
      .parse(JSON.parse(read('package-lock.json')));
    const withScripts = Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript === true)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    const unknown = withScripts.filter((name) => !(name in manifest.allowScripts));
    // fsevents has a script, but is for macOS alone and ships what it would build.
    assert.deepEqual(
      unknown.filter((name) => name !== 'fsevents'),
      [],
    );
  });
});

describe('the scripts', () => {
  for (const path of ['script/bootstrap', 'script/start', 'script/test', '.ci/run']) {
    it(`${path} can be run and is plain sh`, () => {
      accessSync(join(ROOT, path), constants.X_OK);
      const text = read(path);
      assert.ok(text.startsWith('#!/bin/sh\n'));
      const { status, stderr } = spawnSync('sh', ['-n', join(ROOT, path)], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    });
  }

  it('of package.json name files that exist', () => {
    const files = Object.values(manifest.scripts).flatMap((line) => line.match(/(?<= )[\w/-]+\.ts\b/g) ?? []);
    assert.ok(files.length >= 3);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(ROOT, file))),
      [],
    );
  });

  it('bootstrap refuses an option it does not know', () => {
    const { status, stderr } = spawnSync(join(ROOT, 'script/bootstrap'), ['--for-test'], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /unknown option --for-test/);
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  );

  it('copies what exists and what the build may see', () => {
    const seen = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    assert.ok(copied.includes('src'));
    assert.deepEqual(
      copied.filter((path) => !existsSync(join(ROOT, path)) || !seen.includes(path)),
      [],
    );
    assert.deepEqual(seen.toSorted(), copied.toSorted());
  });

  it('starts a file that is in it, below an init that passes signals on, and not as root', () => {
    const command = /^CMD \["node", .*"([^"]+)"\]$/m.exec(dockerfile)?.[1] ?? '';
    assert.ok(existsSync(join(ROOT, command)));
    assert.ok(copied.some((path) => command.startsWith(`${path}/`)));
    assert.match(dockerfile, /^USER node$/m);
    assert.match(dockerfile, /install -y --no-install-recommends .*\btini\b/);
    assert.match(dockerfile, /^ENTRYPOINT \["tini", "--"\]$/m);
    // A second init would find that it isn't process 1.
    assert.doesNotMatch(read('compose.yaml'), /^ +init: true$/m);
  });

  it('runs the Node that development runs', () => {
    const version = /^FROM node:([\d.]+)-slim@/m.exec(dockerfile)?.[1];
    assert.equal(manifest.devDependencies['node'], version);
  });

  it('is made from, and runs beside, images that nobody can exchange', () => {
    const from = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
    const beside = [...read('compose.yaml').matchAll(/^ +image: (\S+)$/gm)].map((match) => match[1]);
    assert.deepEqual(beside.filter((image) => image === 'audiopod-bot').length, 1);
    const foreign = [...from, ...beside.filter((image) => image !== 'audiopod-bot')];
    assert.equal(foreign.length, 2);
    for (const image of foreign) assert.match(image ?? '', /^\w+:\d+\.\d+[\w.-]*@sha256:[0-9a-f]{64}$/);
  });
});

describe('compose', () => {
  const compose = read('compose.yaml');
  const services = new Map(
    compose
      .slice(compose.indexOf('\nservices:\n'), compose.indexOf('\nvolumes:\n'))
      .split(/^ {2}(?=\w+:$)/m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf(':')), text] as const),
  );

  it('lets no container gain rights, change its image, or use up the machine', () => {
    assert.deepEqual([...services.keys()], ['bot', 'postgres']);
    const confined = /^x-confined: &confined\n((?: .*\n)+)/m.exec(compose)?.[1] ?? '';
    assert.match(confined, /^ {2}read_only: true$/m);
    assert.match(confined, /^ {2}cap_drop:\n {4}- ALL$/m);
    assert.match(confined, /^ {4}- no-new-privileges:true$/m);
    assert.match(confined, /^ {6}max-size: 10m$/m);
    for (const [name, text] of services) {
      assert.match(text, /^ {4}<<: \*confined$/m, name);
      assert.match(text, /^ {4}mem_limit: \d+g$/m, name);
      assert.match(text, /^ {4}pids_limit: \d+$/m, name);
      assert.doesNotMatch(text, /cap_add|privileged: |network_mode|read_only: false/, name);
      for (const [, port] of text.matchAll(/^ {6}- '([^']+:\d+)'$/gm))
        assert.match(port ?? '', /^127\.0\.0\.1:/);
    }
  });

  it('starts without any setting, with a token that the bot makes', () => {
    const block = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(services.get('bot') ?? '')?.[1] ?? '';
    const environment = Object.fromEntries(
      [...block.matchAll(/^ {6}([A-Z_]+): (.+)$/gm)].map(([, name = '', value]) => [name, value]),
    );
    assert.equal(environment['HOST'], '0.0.0.0');
    const { playground, audiopod } = readConfig(environment);
    assert.deepEqual(playground, { tokenFile: '/data/playground-token', hosts: [] });
    assert.equal(audiopod.sandbox, true);
    assert.match(read('docs/operating.md'), /docker compose exec bot cat \/data\/playground-token/);
  });
});

it('compose waits longer for the program to stop than it takes to drain', () => {
  const seconds = Number(/stop_grace_period: (\d+)s/.exec(read('compose.yaml'))?.[1]);
  assert.ok(seconds > 25);
});

it('gives Node the same options in the container as on the machine', () => {
  const started = /^exec \S*node (.*) \$\{env_file\S* src\/main\.ts "\$@"$/m
    .exec(read('script/start'))?.[1]
    ?.split(' ');
  const command = /^CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]';
  assert.deepEqual(JSON.parse(command), ['node', ...(started ?? ['?']), 'src/main.ts']);
  // Code compiled under other options would not be used.
  const compiled = /^RUN (node .*) --eval /m.exec(read('Dockerfile'))?.[1];
  assert.equal(compiled, ['node', ...(started ?? ['?'])].join(' '));
});
