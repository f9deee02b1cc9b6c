import type { ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import { env } from 'node:process';
import type { Clock } from '../../async/clock.ts';

/** How long a process may take to end when asked before it is killed. */
const KILL_GRACE_MS = 2_000;

const PRIORITIES = {
  low: constants.priority.PRIORITY_BELOW_NORMAL,
  lowest: constants.priority.PRIORITY_LOW,
} as const;

/** The process of one ffmpeg run. It may be told to end before it exists. */
export class FfmpegChild {
  readonly #priority: keyof typeof PRIORITIES;
  #process: ChildProcess | undefined;
  #ending = false;

  constructor(priority: keyof typeof PRIORITIES) {
    this.#priority = priority;
  }

  /** Whether the process must no longer be started. */
  get ending(): boolean {
    return this.#ending;
  }

  /** Registers a process that was just spawned. */
  started(process: ChildProcess): void {
    this.#process = process;
    lowerPriority(process, PRIORITIES[this.#priority]);
  }

  /** Asks the process to end, then kills it. Resolves immediately if it is already gone. */
  async end(clock: Clock, over: AbortSignal): Promise<void> {
    this.#ending = true;
    this.#process?.kill('SIGTERM');
    await clock.sleep(KILL_GRACE_MS, over).catch(() => {});
    if (over.aborted) return;
    this.#process?.kill('SIGKILL');
    // A descendant may keep the pipes open after its parent has ended; they are no longer read.
    this.#process?.stdout?.destroy();
    this.#process?.stderr?.destroy();
  }
}

/** Lowers the process's priority, so that chat stays fast while audio is encoded. */
function lowerPriority(process: ChildProcess, priority: number): void {
  if (process.pid === undefined) return;
  try {
    setPriority(process.pid, Math.max(getPriority(), priority));
  } catch {
    // The process is gone, or the platform doesn't allow it; the work continues at normal priority.
  }
}

/** The variables passed to the child: enough to start, and none of the bot's tokens. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'SystemRoot', 'TEMP'];

/** Returns ffmpeg's environment. Messages are in English, so that they can be recognized. */
export function childEnvironment(): Record<string, string> {
  const passed: Record<string, string> = { LC_ALL: 'C' };
  for (const name of PASSED_ON) {
    const value = env[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}
