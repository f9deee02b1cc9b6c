import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** Resident set size by `ps`, which knows it on Linux and macOS alike, in MiB. Children are not counted. */
export async function residentMib(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return Number((await text(ps.stdout)).trim()) / 1024;
}

/** Has the kernel forget the highest resident set size so far (proc(5), `clear_refs`). Linux only. */
export function forgetPeak(pid: number): Promise<void> {
  return writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** The highest resident set size since then, in MiB. The kernel counts it, so no moment is missed. */
export async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
