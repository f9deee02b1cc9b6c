import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Returns the resident set size in MiB by `ps`, available on Linux and macOS. Excludes child processes. */
export async function residentMib(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return Number((await text(ps.stdout)).trim()) / 1024;
}

/** Resets the kernel's highest resident set size (proc(5), `clear_refs`). Linux only. */
export function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** Returns the highest resident set size since then, in MiB. The kernel tracks it, so no peak is missed. */
export async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
