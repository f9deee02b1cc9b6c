import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../architecture/sources.ts';

/** How a script ended, and what it said. */
export interface ScriptEnd {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script for bot owners in a folder, with nothing of the tests' own environment. */
export async function runScript(
  name: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ScriptEnd> {
  const child = execFile(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, `src/operate/${name}.ts`), ...args],
    {
      cwd,
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...env },
    },
  );
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (text) => {
      said[stream] += text;
    });
  }
  const [status]: unknown[] = await once(child, 'close');
  return { status, ...said };
}
