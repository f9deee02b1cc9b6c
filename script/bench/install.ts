import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchRow, formatRows } from './row.ts';
import { startProgramIn } from './running-program.ts';
import { speakOnce } from './speak.ts';
import { seconds, timed } from './timing.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const NOT_COPIED = new Set(['node_modules', '.git', 'data']);

/** Measures a first installation: from `script/bootstrap` in a fresh copy to the first audible audio. */
export async function benchInstall(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'audiopod-bot-install-'));
  try {
    const copy = join(folder, 'checkout');
    await cp(CHECKOUT, copy, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
    const [installMs] = await timed(() => run(join(copy, 'script/bootstrap')));
    const [againMs] = await timed(() => run(join(copy, 'script/bootstrap')));
    const [startMs, first] = await timed(() => startProgramIn(copy, join(folder, 'data')));
    // A program that ends keeps what it compiled.
    await first[Symbol.asyncDispose]();
    const [startAgainMs, program] = await timed(() => startProgramIn(copy, join(folder, 'data')));
    await using running = program;
    const [speakMs] = await timed(() => speakOnce(running.url));
    return [
      {
        name: 'fresh copy to first sound',
        figure: seconds(installMs + startMs + speakMs),
        reference: `${seconds(installMs)} npm ci`,
        ratio: ((installMs + startMs + speakMs) / installMs).toFixed(2),
      },
      { name: 'bootstrap again', figure: seconds(againMs), reference: '-', ratio: '-' },
      {
        name: 'start to address',
        figure: seconds(startAgainMs),
        reference: `${seconds(startMs)} the first time`,
        ratio: (startAgainMs / startMs).toFixed(2),
      },
      { name: 'first sentence', figure: seconds(speakMs), reference: '-', ratio: '-' },
      await productionPackages(copy, join(folder, 'production')),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Measures the packages that the image gets. */
async function productionPackages(checkout: string, folder: string): Promise<BenchRow> {
  await mkdir(folder);
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    await cp(join(checkout, name), join(folder, name));
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--loglevel=error'], folder);
  const packages = join(folder, 'node_modules');
  const allMib = await sizeMib(packages);
  await run(join(checkout, 'script/prune-packages'), [packages]);
  const mib = await sizeMib(packages);
  return {
    name: 'packages in the image',
    figure: `${mib.toFixed(0)} MiB`,
    reference: `${allMib.toFixed(0)} MiB before pruning`,
    ratio: (mib / allMib).toFixed(2),
  };
}

async function sizeMib(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0) / 1024 ** 2;
}

async function run(command: string, args: readonly string[] = [], cwd?: string): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

if (import.meta.main) process.stdout.write(formatRows(await benchInstall()));
