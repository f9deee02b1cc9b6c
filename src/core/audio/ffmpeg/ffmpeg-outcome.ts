import { BotError } from '../../model/errors.ts';

/** How one ffmpeg run ended. */
export interface FfmpegOutcome {
  readonly ok: boolean;
  /** The output's last timestamp; absent if there was no output. */
  readonly outTimeMs?: number;
  /** ffmpeg's complaints, with paths removed; empty for a clean run. */
  readonly complaints: string;
  /** The last lines it printed, including those of `-progress`. */
  readonly report: string;
}

/** How a process ended, unclassified. `error` is set for a failed spawn, a signal or an exit code. */
export interface EndedProcess {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: Error | undefined;
}

const MISSING = new Set(['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR']);
const COMPLAINTS_MAX_LENGTH = 2_000;

/**
 * Classifies an ended process. Paths may contain a member's title, so they are removed from the complaints.
 *
 * @throws {BotError} `ffmpeg-missing`, `disk-full`.
 */
export function outcomeOf(ended: EndedProcess, paths: readonly string[]): FfmpegOutcome {
  const complaints = withoutPaths(ended.stderr.trim(), paths).slice(-COMPLAINTS_MAX_LENGTH);
  if (ended.error !== undefined && 'code' in ended.error && MISSING.has(String(ended.error.code))) {
    throw new BotError('ffmpeg-missing', 'ffmpeg could not be started', { cause: ended.error });
  }
  // ffmpeg can end with code 0 although the last bytes did not fit, so the message decides.
  if (/No space left on device|Disk quota exceeded/i.test(ended.stderr)) {
    throw new BotError('disk-full', 'ffmpeg found the disk full');
  }
  const outTimeMs = lastOutTimeMs(ended.stdout);
  return {
    ok: ended.error === undefined,
    complaints,
    report: ended.stdout,
    ...(outTimeMs === undefined ? {} : { outTimeMs }),
  };
}

/** Reads the last `out_time_us` of `-progress`; `out_time_ms` is in microseconds too, despite its name. */
function lastOutTimeMs(progress: string): number | undefined {
  const microseconds = progress
    .match(/^out_time_us=(\d+)$/gm)
    ?.at(-1)
    ?.slice('out_time_us='.length);
  return microseconds === undefined ? undefined : Number(microseconds) / 1000;
}

function withoutPaths(text: string, paths: readonly string[]): string {
  return paths.reduce((cleaned, path) => (path === '' ? cleaned : cleaned.replaceAll(path, '<file>')), text);
}
