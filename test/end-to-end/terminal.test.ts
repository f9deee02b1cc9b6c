import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START = `exec '${process.execPath}' --disable-warning=ExperimentalWarning src/main.ts`;
const LIMIT = { timeout: 120_000 };
const hasPseudoTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes(
  'util-linux',
);

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bot-terminal-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The environment of a person who set nothing but these. */
function environment(variables: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TERM: 'xterm',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    ...variables,
  };
}

describe('at a terminal', {
  skip: hasPseudoTerminal !== true && 'needs the script command of util-linux',
}, () => {
  it('a start prints two lines, and the log is lines for people, to the last one', LIMIT, async () => {
    const child = spawn('script', ['-qec', START, '/dev/null'], {
      cwd: ROOT,
      env: environment({ NO_COLOR: '1' }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const shown = await shownUntil(child, /nothing is charged/);
    assert.match(
      shown,
      /^Open http:\/\/127\.0\.0\.1:\d+ in a browser\.\r\nThis is the sandbox: .*nothing is charged\.\r\n$/,
    );
    // What Ctrl-C sends.
    child.stdin?.write('\u0003');
    const rest = await shownUntil(child);
    assert.match(
      rest,
      /\[\d\d:\d\d:\d\d\] INFO: draining \{"signal":"SIGINT"\}\r\n\[\d\d:\d\d:\d\d\] INFO: stopped/,
    );
    assert.equal(child.exitCode, 0);
  });
});

describe('where output is piped', () => {
  it('standard output is JSON alone, and words for people go beside it', LIMIT, async () => {
    // The option wins over the variable, which would be refused.
    const child = spawn('sh', ['-c', `${START} --port 0`], {
      cwd: ROOT,
      env: environment({ DATA_DIR: join(folder, 'piped'), PORT: 'none', AUDIOPOD_KEY: 'ap_1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let beside = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      beside += text;
    });
    const first = await shownUntil(child, /"started"/);
    child.kill('SIGTERM');
    const events = `${first}${await shownUntil(child)}`
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    assert.deepEqual(events, ['started', 'draining', 'stopped']);
    assert.match(
      beside,
      /^Note: AUDIOPOD_KEY .* Did you mean AUDIOPOD_API_KEY\?\nOpen http:\S+ in a browser\.\nThis is the sandbox: .*\n$/,
    );
  });
});

describe('a person who asks or mistypes', () => {
  /** Runs a script of the checkout to its end. */
  const run = (command: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
    spawnSync(command, args, {
      cwd: ROOT,
      env: environment(variables),
      encoding: 'utf8',
      timeout: LIMIT.timeout,
    });
  const node = process.execPath;

  const shell = ['script/start', 'script/bootstrap', 'script/test'].map((path) => [path]);
  const programs = ['src/main.ts', 'sandbox/main.ts'].map((path) => [node, path]);
  // These read their arguments with runScript, as the sandbox does.
  const scripts = ['bench/run', 'manifest', 'register', 'readme-tables', 'complete-lock'].map((name) => [
    node,
    `script/${name}.ts`,
  ]);

  for (const [command = '', ...args] of [...shell, ...programs, ...scripts]) {
    it(`gets the usage of ${args[0] ?? command}, and nothing is installed or started for it`, () => {
      const { status, stdout, stderr } = run(command, [...args, '--help']);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^Usage: .+\n(?: .+\n)*\n[A-Z].+/);
    });
  }

  for (const [command = '', ...args] of [...shell, ...programs]) {
    it(`is told by ${args[0] ?? command} that it knows no such option`, () => {
      const { status, stdout, stderr } = run(command, [...args, '--no-such']);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /^\S.*--no-such.*\n$/);
    });
  }

  it('reads which variable stands in the way of a start', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[], RegExp])[] = [
      [{}, ['--port', 'x'], /^ {2}PORT must be a whole number .*, but is "x"\./m],
      [{ DATA_DIR: file }, [], /^DATA_DIR is \S+file, but part of that path is not a folder\./m],
      [{ FFMPEG_PATH: '/no/ffmpeg' }, [], /^FFMPEG_PATH is set, but \/no\/ffmpeg does not exist\./m],
    ];
    for (const [variables, args, message] of cases) {
      const { status, stderr } = run(node, ['src/main.ts', ...args], variables);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});

/** What a process has printed once that matches, or by its end. */
async function shownUntil(child: ChildProcess, pattern?: RegExp): Promise<string> {
  let shown = '';
  const { promise: found, resolve } = Promise.withResolvers<void>();
  const hear = (text: string) => {
    shown += text;
    // A whole line, so that what follows the match on it is there too.
    if (pattern?.test(shown) && shown.endsWith('\n')) resolve();
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  await Promise.race([found, once(child, 'close')]);
  child.stdout?.off('data', hear);
  return shown;
}
