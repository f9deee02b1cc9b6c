import { spawn } from 'node:child_process';

/** Nothing in the sandbox takes this long; a longer run is stuck. */
const DEADLINE_MS = 120_000;

/** Enough of ffmpeg's error output to diagnose a failure. */
const STDERR_TAIL_CHARS = 2000;

/**
 * Containers accepted for uploads (AudioPod API notes 3.1 and 5).
 *
 * Playlists and other formats that make ffmpeg open more files are excluded.
 */
const CONTAINERS = 'wav,mp3,flac,ogg,aac,aiff,asf,caf,mov,mp4,m4a,matroska,webm,avi,w64';

/** Returns arguments that open an untrusted file: local files and known containers only. */
export function inputArgs(path: string): readonly string[] {
  return ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS, '-i', path];
}

/** Runs ffmpeg to its end and passes its standard output on in chunks. */
export type RunFfmpeg = (
  args: readonly string[],
  signal: AbortSignal,
  onOutput?: (chunk: Buffer) => void,
) => Promise<void>;

/** @throws {Error} when ffmpeg cannot start, fails, or is stopped by the signal or its deadline. */
export function createFfmpeg(ffmpegPath: string): RunFfmpeg {
  return (args, signal, onOutput) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fullArgs = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-y', ...args];
    const child = spawn(ffmpegPath, fullArgs, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: bounded,
      killSignal: 'SIGKILL',
    });
    let failure: Error | undefined;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => onOutput?.(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_TAIL_CHARS);
    });
    child.once('error', (cause) => {
      failure = cause;
      // A program that never started emits no `close`.
      if (child.pid === undefined) reject(cause);
    });
    child.once('close', (code) => {
      if (failure !== undefined) reject(failure);
      else if (code !== 0) reject(new Error(`ffmpeg ended with ${code}: ${stderr.trim()}`));
      else resolve();
    });
    return promise;
  };
}
