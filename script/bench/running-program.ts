import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The program in a process of its own, as an operator would start it. */
export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  [Symbol.asyncDispose](): Promise<void>;
}

const START_DEADLINE_MS = 60_000;

/**
 * Starts `src/main.ts` of a checkout with a free port, a data folder and the sandbox, and waits for the line
 * that says where to open it.
 */
export async function startProgramIn(checkout: string, dataDir: string): Promise<RunningProgram> {
  const child = spawn(`${checkout}/node_modules/.bin/node`, ['src/main.ts'], {
    cwd: checkout,
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid, stdout } = child;
  if (pid === undefined) throw new Error('The program could not be started');
  try {
    return { url: await urlIn(stdout), pid, [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function urlIn(stdout: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input: stdout });
  const deadline = setTimeout(() => lines.close(), START_DEADLINE_MS);
  try {
    for await (const line of lines) {
      const url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
      if (url !== undefined) return url;
    }
  } finally {
    clearTimeout(deadline);
    // Whatever it prints from here on must not fill the pipe.
    stdout.resume();
  }
  throw new Error('The program ended, or said nothing, before it named its address');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
