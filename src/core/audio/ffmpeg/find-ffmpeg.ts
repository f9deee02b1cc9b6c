import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { platform } from 'node:process';
import { promisify } from 'node:util';
import { BotError } from '../../model/errors.ts';
import { childEnvironment } from './ffmpeg-child.ts';

/** The environment variables that locate ffmpeg. */
export interface FfmpegEnvironment {
  readonly FFMPEG_PATH?: string | undefined;
  readonly PATH?: string | undefined;
}

const ABSENT = 'does not exist';

/** Long enough to read the binary from a slow disk on the first start. */
const CHECK_MS = 15_000;

/**
 * Finds an ffmpeg that runs and can encode AAC.
 *
 * If `FFMPEG_PATH` is set, only that one is tried; otherwise the one from ffmpeg-static, then `ffmpeg` on
 * `PATH`.
 *
 * @param bundled returns where ffmpeg-static's is; nothing if it isn't installed.
 * @throws {BotError} `ffmpeg-missing`, with the paths tried and the fault of each.
 */
export async function findFfmpeg(
  environment: FfmpegEnvironment,
  bundled: () => Promise<readonly string[]> = bundledFfmpeg,
): Promise<string> {
  const named = environment.FFMPEG_PATH;
  const isNamed = named !== undefined && named !== '';
  const candidates = isNamed ? [named] : [...(await bundled()), ...onPath(environment.PATH ?? '')];
  const faults: string[] = [];
  for (const path of candidates) {
    const fault = await faultOf(path);
    if (fault === undefined) return path;
    // Most folders on PATH contain no ffmpeg, which isn't worth reporting.
    if (isNamed || fault !== ABSENT) faults.push(`${path} ${fault}`);
  }
  throw new BotError('ffmpeg-missing', isNamed ? unfitNamed(faults) : noneFound(faults));
}

function unfitNamed(faults: readonly string[]): string {
  return `FFMPEG_PATH is set, but ${faults.join('; ')}. Set it to an ffmpeg that can write AAC, or unset it.`;
}

function noneFound(faults: readonly string[]): string {
  const tried = faults.length === 0 ? '' : ` (${faults.join('; ')})`;
  return `No usable ffmpeg was found${tried}. Install one (apt-get install ffmpeg, brew install ffmpeg), or set FFMPEG_PATH.`;
}

/** ffmpeg-static is optional: its download may have failed, or it may not support this platform. */
async function bundledFfmpeg(): Promise<readonly string[]> {
  try {
    const bundle: unknown = await import(import.meta.resolve('ffmpeg-static'));
    const path = typeof bundle === 'object' && bundle !== null && 'default' in bundle ? bundle.default : null;
    return typeof path === 'string' ? [path] : [];
  } catch {
    return [];
  }
}

/** Returns full paths, so that later runs start the same binary that was checked. */
function onPath(searchPath: string): readonly string[] {
  const name = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name));
}

/** Returns why this ffmpeg is unusable; `undefined` if it works. */
async function faultOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['-hide_banner', '-v', 'error', '-encoders'], {
      timeout: CHECK_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 4 * 1024 * 1024,
      env: childEnvironment(),
    });
    return /^ *A\S* +aac\s/m.test(stdout) ? undefined : 'cannot write AAC';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOENT' ? ABSENT : `does not run (${code})`;
  }
}
