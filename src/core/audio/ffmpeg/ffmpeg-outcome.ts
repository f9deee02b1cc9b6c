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
  /** The bytes written so far, even if they went nowhere. */
  readonly writtenBytes?: number;
  /** What it told about the files, without complaints; empty unless the run describes them. */
  readonly log: string;
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
  const { log, errors } = byLevel(ended.stderr);
  const complaints = withoutPaths(errors.trim(), paths).slice(-COMPLAINTS_MAX_LENGTH);
  if (ended.error !== undefined && 'code' in ended.error && MISSING.has(String(ended.error.code))) {
    throw new BotError('ffmpeg-missing', 'ffmpeg could not be started', { cause: ended.error });
  }
  // ffmpeg can end with code 0 although the last bytes did not fit, so the message decides.
  if (/No space left on device|Disk quota exceeded/i.test(ended.stderr)) {
    throw new BotError('disk-full', 'ffmpeg found the disk full');
  }
  // `out_time_ms` is in microseconds too, despite its name.
  const outTimeUs = lastFigure(ended.stdout, 'out_time_us');
  const writtenBytes = lastFigure(ended.stdout, 'total_size');
  return {
    ok: ended.error === undefined,
    complaints,
    report: ended.stdout,
    log,
    ...(outTimeUs === undefined ? {} : { outTimeMs: outTimeUs / 1000 }),
    ...(writtenBytes === undefined ? {} : { writtenBytes }),
  };
}

/**
 * Separates complaints from descriptions. Without levels in front of them, all lines are complaints: only a
 * run that describes has levels.
 */
function byLevel(stderr: string): { readonly log: string; readonly errors: string } {
  const log: string[] = [];
  const errors: string[] = [];
  for (const line of stderr.split('\n')) {
    const [, source = '', level, message = ''] = LEVEL.exec(line) ?? [];
    if (level === undefined) errors.push(line);
    else if (/error|fatal|panic/.test(level)) errors.push(`${source}${message}`);
    else log.push(`${source}${message}`);
  }
  return { log: log.join('\n'), errors: errors.join('\n') };
}

const LEVEL = /^(\[[^\]]+ @ [^\]]+\] )?\[(panic|fatal|error|warning|info|verbose)\] (.*)$/s;

/** Reads a figure of the last report of `-progress`; `undefined` where ffmpeg has none. */
function lastFigure(progress: string, name: string): number | undefined {
  const figures = progress.split('\n').flatMap((line) => {
    const figure = line.startsWith(`${name}=`) ? line.slice(name.length + 1).trim() : '';
    return /^\d+$/.test(figure) ? [Number(figure)] : [];
  });
  return figures.at(-1);
}

function withoutPaths(text: string, paths: readonly string[]): string {
  return paths.reduce((cleaned, path) => (path === '' ? cleaned : cleaned.replaceAll(path, '<file>')), text);
}
