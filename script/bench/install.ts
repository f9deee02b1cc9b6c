import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
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
    const [startMs, program] = await timed(() => startProgramIn(copy, join(folder, 'data')));
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
      { name: 'start to address', figure: seconds(startMs), reference: '-', ratio: '-' },
      { name: 'first sentence', figure: seconds(speakMs), reference: '-', ratio: '-' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(command: string): Promise<void> {
  const child = spawn(command, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

if (import.meta.main) process.stdout.write(formatRows(await benchInstall()));
