import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A server of ours in a process of its own. */
export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  [Symbol.asyncDispose](): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const ADDRESS = /http:\/\/[\d.]+:\d+(?=\D)/;
const MAX_HEARD = 10_000;

/**
 * Starts the program of a checkout, as an operator would, with a free port and a data folder, and waits for the
 * line that says where to open it. Unless `variables` name another AudioPod, it brings its own sandbox.
 */
export async function startProgramIn(
  checkout: string,
  dataDir: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...variables };
  return startServerIn(checkout, [...(await startOptions(checkout)), 'src/main.ts'], env);
}

/** The options that `script/start` gives Node. The script itself would also install, and read the operator's `.env`. */
async function startOptions(checkout: string): Promise<readonly string[]> {
  const script = await readFile(join(checkout, 'script/start'), 'utf8');
  const options = /^exec \S*node (.*)\$\{env_file\S* src\/main\.ts "\$@"$/m.exec(script)?.[1];
  if (options === undefined) throw new Error('script/start does not start src/main.ts the way this expects');
  return options.split(' ').filter((option) => option !== '');
}

/**
 * Starts a script of a checkout with its Node, and waits for the first line that names an address.
 *
 * @throws {Error} when it ends, or has said nothing after a minute.
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

/** Reads both streams: the program names its address on stderr, other servers on stdout. */
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
    // Whatever it prints from here on must not fill the pipe, and its troubles are to be seen.
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
