import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HUNG_MS } from '../fakes/until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** In the log: every process listens, whatever its role. */
const STARTED = /"url":"(http:[^"]+)"[^\n]*"event":"started"/;
/** The last line for people, which arrives by another pipe. */
const GREETING = /^(?:This is the sandbox|audiopod-bot is running)/m;
/** Where programs are found, and where Node keeps what it compiled: loading it is most of what a start costs. */
const PASSED_ON = ['PATH', 'NODE_COMPILE_CACHE'];

/** What the program is told by its environment. The tests' own environment is kept from it, but for `PASSED_ON`. */
export type Environment = Readonly<Record<string, string>>;

/** How a process ended. */
export interface End {
  /** `null` when a signal ended it. */
  readonly code: number | null;
}

/** What ends with whatever needs the program: a test, or a whole file of them. */
export interface Owner {
  after(end: () => Promise<void>): void;
}

/** The real program in a process of its own. */
export interface RunningProgram {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** All it has written so far. */
  printed(): string;
  /** Asks it to end, as a deploy does. */
  terminate(): Promise<End>;
  /** Takes its life, and that of whatever it started, as a power cut does. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<unknown>;
  /** Stops it in the middle of whatever it does, with whatever it started, as a frozen computer does. */
  freeze(): void;
  /** Lets it go on as if no time had passed. */
  thaw(): void;
}

/** A program that did not come to listen. */
export interface RefusedStart {
  readonly code: number | null;
  readonly printed: string;
}

/**
 * Starts the program as `script/start` does, on a free port unless one is named, and waits for its greeting. It
 * ends with its owner at the latest.
 *
 * @param root where the program's sources are.
 * @throws {Error} with everything it wrote, when it ends instead.
 */
export async function startProgram(owner: Owner, env: Environment, root = ROOT): Promise<RunningProgram> {
  const program = launch(env, root);
  owner.after(program.kill);
  const started = await program.saying(STARTED);
  const greeting = await program.saying(GREETING);
  if (started === undefined || greeting === undefined) {
    throw new Error(`The program did not start:\n${program.printed()}`);
  }
  const [, url = ''] = started;
  return {
    url,
    port: Number(new URL(url).port),
    pid: program.child.pid ?? 0,
    printed: program.printed,
    async terminate() {
      program.child.kill('SIGTERM');
      return { code: await program.ended };
    },
    kill: program.kill,
    ended: program.ended,
    freeze: () => signalGroup(program.child, 'SIGSTOP'),
    thaw: () => signalGroup(program.child, 'SIGCONT'),
  };
}

/** Starts the program where it should refuse to, and answers how it did. */
export async function startRefused(owner: Owner, env: Environment): Promise<RefusedStart> {
  const program = launch(env);
  owner.after(program.kill);
  if ((await program.saying(GREETING)) !== undefined) {
    throw new Error('The program started, though it should have refused to');
  }
  return { code: await program.ended, printed: program.printed() };
}

function launch(env: Environment, root = ROOT) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts'], {
    cwd: root,
    env: { ...Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])), PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that its ffmpeg children can be ended with it.
    detached: true,
  });
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  const endGroup = () => signalGroup(child, 'SIGKILL');
  // Should the test process itself be stopped, nothing must be left running.
  process.once('exit', endGroup);
  void ended.then(() => process.removeListener('exit', endGroup));

  let printed = '';
  const heard = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      heard.dispatchEvent(new Event('text'));
    });
  }

  return {
    child,
    ended,
    printed: () => printed,
    /** The match once the program has said so; `undefined` when it ended before. */
    async saying(pattern: RegExp): Promise<RegExpExecArray | undefined> {
      const deadline = AbortSignal.timeout(HUNG_MS);
      for (;;) {
        const match = pattern.exec(printed);
        if (match !== null) return match;
        if (child.exitCode !== null || child.signalCode !== null) {
          await ended;
          return pattern.exec(printed) ?? undefined;
        }
        await Promise.race([once(heard, 'text', { signal: deadline }), ended]);
      }
    },
    async kill(): Promise<void> {
      endGroup();
      await ended;
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
