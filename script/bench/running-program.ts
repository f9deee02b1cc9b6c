import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One of this project's servers in its own process. */
export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  [Symbol.asyncDispose](): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const ADDRESS = /http:\/\/[\d.]+:\d+(?=\D)/;
const MAX_HEARD = 10_000;

/**
 * Starts the program of a checkout as an operator would, and waits for the line with its address.
 *
 * It gets a free port and a data folder. Unless `variables` name another AudioPod, it starts its own sandbox.
 */
export async function startProgramIn(
  checkout: string,
  dataDir: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  // Kept where `script/start` keeps it.
  const compiled = join(checkout, 'node_modules/.cache/compiled');
  const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', NODE_COMPILE_CACHE: compiled, ...variables };
  return startServerIn(checkout, [...(await startOptions(checkout)), 'src/main.ts'], env);
}

/**
 * Reads the options that `script/start` gives Node. The script itself would also install, and read the
 * operator's `.env`.
 */
async function startOptions(checkout: string): Promise<readonly string[]> {
  const script = await readFile(join(checkout, 'script/start'), 'utf8');
  const options = /^exec \S*node (.*)\$\{env_file\S* src\/main\.ts "\$@"$/m.exec(script)?.[1];
  if (options === undefined) throw new Error('script/start does not start src/main.ts the way this expects');
  return options.split(' ').filter((option) => option !== '');
}

/**
 * Starts a script of a checkout with its Node, and waits for the first line that contains an address.
 *
 * @throws {Error} when it exits, or has printed nothing after a minute.
 */
export async function startServerIn(
  checkout: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child = spawn(`${checkout}/node_modules/.bin/node`, args, {
    cwd: checkout,
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${args[0]} could not be started`);
  try {
    return { url: await urlOf(child), pid, [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** Reads both streams: the program prints its address on stderr, other servers on stdout. */
async function urlOf(child: ChildProcess): Promise<string> {
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  const hear = (text: string) => {
    said = `${said}${text}`.slice(-MAX_HEARD);
    const found = ADDRESS.exec(said)?.[0];
    if (found !== undefined) resolve(found);
  };
  const fail = () => reject(new Error(`The program ended, or named no address in time:\n${said}`));
  const deadline = setTimeout(fail, START_DEADLINE_MS);
  child.once('exit', fail);
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear);
  try {
    return await url;
  } finally {
    clearTimeout(deadline);
    // Its later output must not fill the pipe, and its errors must be visible.
    for (const stream of [child.stdout, child.stderr]) stream?.off('data', hear).resume();
    child.stderr?.pipe(process.stderr, { end: false });
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
