import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentMib } from './resident.ts';
import { type BenchRow, formatRows } from './row.ts';
import { startProgramIn } from './running-program.ts';
import { speakOnce } from './speak.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** Long enough for the garbage of startup to be collected. */
const SETTLE_MS = 15_000;

/** Measures the memory of the idle program, compared with a Node process that does nothing at all. */
export async function benchIdle(): Promise<readonly BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'audiopod-bot-idle-'));
  try {
    const bareMib = await bareNodeMib();
    await using program = await startProgramIn(CHECKOUT, dataDir);
    await pause(SETTLE_MS);
    const idleMib = await residentMib(program.pid);
    await speakOnce(program.url);
    await pause(SETTLE_MS);
    const usedMib = await residentMib(program.pid);
    return [
      row('memory, idle with sandbox', idleMib, bareMib),
      row('memory, after one job', usedMib, bareMib),
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function bareNodeMib(): Promise<number> {
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log()'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(bare.stdout, 'data');
    return await residentMib(bare.pid ?? 0);
  } finally {
    bare.kill();
  }
}

function row(name: string, mib: number, bareMib: number): BenchRow {
  return {
    name,
    figure: `${mib.toFixed(0)} MiB`,
    reference: `${bareMib.toFixed(0)} MiB bare Node`,
    ratio: (mib / bareMib).toFixed(2),
  };
}

if (import.meta.main) process.stdout.write(formatRows(await benchIdle()));
