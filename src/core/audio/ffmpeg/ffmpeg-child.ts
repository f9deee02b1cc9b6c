import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { env } from 'node:process';
import type { Clock } from '../../async/clock.ts';

/** How long a process that was asked to end may take before it is killed. */
const KILL_GRACE_MS = 2_000;

/** The process of one run of ffmpeg, which may be told to end before it exists. */
export class FfmpegChild {
  #process: ChildProcess | undefined;
  #ending = false;

  /** True when the process must not be started any more. */
  get ending(): boolean {
    return this.#ending;
  }

  /** Takes over a process that was just spawned. */
  started(process: ChildProcess): void {
    this.#process = process;
    lowerPriority(process);
  }

  /** Asks it to end, then kills it. Resolves at once when it is gone already. */
  async end(clock: Clock, over: AbortSignal): Promise<void> {
    this.#ending = true;
    this.#process?.kill('SIGTERM');
    await clock.sleep(KILL_GRACE_MS, over).catch(() => {});
    if (over.aborted) return;
    this.#process?.kill('SIGKILL');
    // A descendant may hold the pipes open although its parent is dead; nobody reads them any more.
    this.#process?.stdout?.destroy();
    this.#process?.stderr?.destroy();
  }
}

/** Chat must stay quick while audio is encoded. A process that is already gone needs no priority. */
function lowerPriority(process: ChildProcess): void {
  if (process.pid === undefined) return;
  try {
    setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Gone already, or the platform does not allow it; the work is the same, only not as polite.
  }
}

/** What the child sees of the environment: enough to start, and none of the bot's tokens. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'SystemRoot', 'TEMP'];

/** The environment ffmpeg is started with. Messages in English, so that they can be recognised. */
export function childEnvironment(): Record<string, string> {
  const passed: Record<string, string> = { LC_ALL: 'C' };
  for (const name of PASSED_ON) {
    const value = env[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}
