import type { ChildProcess } from 'node:child_process';
import fluentFfmpeg from 'fluent-ffmpeg';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../model/errors.ts';
import { childEnvironment, FfmpegChild } from './ffmpeg-child.ts';
import { type EndedProcess, type FfmpegOutcome, outcomeOf } from './ffmpeg-outcome.ts';

/** A stretch of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One ffmpeg run with at most one output. */
export interface FfmpegRun {
  /** Precede the input, see `inputOptions`. Each is one argument, never split at spaces. */
  readonly inputOptions: readonly string[];
  readonly inputPath: string;
  /** Reads only this stretch of the input, as if it were a file of its own. */
  readonly inputRange?: ByteRange;
  /** Further inputs, each preceded by its own `inputOptions`. */
  readonly moreInputs?: readonly {
    readonly options: readonly string[];
    readonly path: string;
    readonly range?: ByteRange;
  }[];
  readonly outputOptions: readonly string[];
  /** A file. If absent, the input is only decoded and nothing is written. */
  readonly output?: string;
  /** Counted from the start of the process. */
  readonly deadlineMs: number;
  /** Whether ffmpeg describes what it reads, see {@link FfmpegOutcome.log}. */
  readonly describes?: boolean;
}

/** What `runFfmpeg` needs from its environment. */
export interface FfmpegHost {
  readonly ffmpegPath: string;
  readonly clock: Clock;
  /** Whether its runs are done before anyone pays, and must not hold up those that are paid for. */
  readonly isUnpaid?: boolean;
}

/** Last lines kept of each of ffmpeg's outputs: enough for two per peak, and complaints. */
const KEPT_LINES = 500;

/** One thread per run: the pool already fills the cores. No single allocation above 512 MiB. */
const GLOBAL_OPTIONS = [
  ...['-hide_banner', '-nostdin', '-nostats', '-y'],
  ...['-progress', 'pipe:1', '-max_alloc', String(512 * 1024 * 1024), '-threads', '1'],
];

/**
 * Runs ffmpeg once, at low priority, and returns when the process is gone.
 *
 * That also applies after an abort or a passed deadline, so nothing writes to a file that the caller removes.
 * A run that ffmpeg ends with an error is an outcome, not an exception: only the caller knows what it means.
 *
 * @throws {BotError} `ffmpeg-missing`, `ffmpeg-timeout`, `disk-full`; the signal's reason once it aborted.
 */
export async function runFfmpeg(
  host: FfmpegHost,
  run: FfmpegRun,
  signal: AbortSignal,
): Promise<FfmpegOutcome> {
  signal.throwIfAborted();
  const over = new AbortController();
  const child = new FfmpegChild(host.isUnpaid === true ? 'lowest' : 'low');
  let timedOut = false;
  const stop = (): void => void child.end(host.clock, over.signal);
  signal.addEventListener('abort', stop, { once: true });
  const limit = host.clock.timeout(run.deadlineMs);
  const expire = (): void => {
    timedOut = true;
    stop();
  };
  limit.addEventListener('abort', expire, { once: true });
  try {
    const ended = await spawnAndWait(host.ffmpegPath, run, child);
    signal.throwIfAborted();
    if (timedOut) {
      throw new BotError('ffmpeg-timeout', `ffmpeg was stopped after ${run.deadlineMs} ms`);
    }
    return outcomeOf(ended, [
      run.inputPath,
      ...(run.moreInputs ?? []).map(({ path }) => path),
      run.output ?? '',
    ]);
  } finally {
    signal.removeEventListener('abort', stop);
    limit.removeEventListener('abort', expire);
    over.abort();
  }
}

type EndCallback = (error: Error | null, stdout?: Ring, stderr?: Ring) => void;
type StartCallback = (process: ChildProcess, stdout: Ring, stderr: Ring) => void;
type Spawn = (args: string[], options: object, started: StartCallback, ended: EndCallback) => void;

/** fluent-ffmpeg's line buffer. */
interface Ring {
  get(): string;
}

const EMPTY_RING: Ring = { get: () => '' };

/**
 * Runs one process through fluent-ffmpeg; no other code uses the package.
 *
 * It builds the arguments, spawns, pipes and keeps the last lines. The package is archived at 2.1.3, so its
 * internals can't change, but its faults stay. Each is avoided by the code named after it:
 *
 * - it keeps one ffmpeg path per process, and prefers the environment's over ours: `_getFfmpegPath`;
 * - it runs ffmpeg twice more to list formats and encoders, and cannot kill those: `_checkCapabilities`,
 *   `availableEncoders`;
 * - a failing spawn ends in an uncatchable TypeError, and the child inherits every variable: `_spawnFfmpeg`;
 * - options given as an array are split at a space: they are always passed one by one;
 * - its timeout and `kill` report an end before the process is gone: `FfmpegChild`;
 * - a `progress` listener starts ffprobe: `-progress pipe:1` is read instead;
 * - its `niceness` needs a `nice` program, which hides a missing ffmpeg: `FfmpegChild`.
 */
function spawnAndWait(ffmpegPath: string, run: FfmpegRun, child: FfmpegChild): Promise<EndedProcess> {
  return new Promise((resolve) => {
    const command = fluentFfmpeg({ stdoutLines: KEPT_LINES });
    const spawn: Spawn = Reflect.get(command, '_spawnFfmpeg').bind(command);
    Object.assign(command, {
      _getFfmpegPath: (found: (error: null, path: string) => void) => found(null, ffmpegPath),
      _checkCapabilities: (checked: (error: null) => void) => checked(null),
      availableEncoders: (listed: (error: null, encoders: object) => void) => listed(null, {}),
      _spawnFfmpeg: guarded(spawn, child),
    });
    command.on('end', (stdout, stderr) => {
      resolve({ stdout: stdout ?? '', stderr: stderr ?? '', error: undefined });
    });
    command.on('error', (error: Error, stdout?: string | null, stderr?: string | null) => {
      resolve({ stdout: stdout ?? '', stderr: stderr ?? '', error });
    });
    command.input(addressOf(run.inputPath, run.inputRange));
    const verbosity = ['-v', run.describes === true ? 'level+verbose' : 'error'];
    command.inputOptions(...GLOBAL_OPTIONS, ...verbosity, ...run.inputOptions);
    for (const { options, path, range } of run.moreInputs ?? []) {
      command.input(addressOf(path, range)).inputOptions(...options);
    }
    command.output(run.output === undefined ? 'pipe:1' : `file:${run.output}`);
    command.outputOptions('-threads', '1', ...run.outputOptions);
    command.run();
  });
}

/** Returns ffmpeg's address of a file, or of a stretch of it. */
function addressOf(path: string, range: ByteRange | undefined): string {
  return range === undefined
    ? `file:${path}`
    : `subfile,,start,${range.start},end,${range.end},,:file:${path}`;
}

function guarded(spawn: Spawn, child: FfmpegChild): Spawn {
  return (args, options, started, ended) => {
    const end: EndCallback = (error, stdout = EMPTY_RING, stderr = EMPTY_RING) =>
      ended(error, stdout, stderr);
    if (child.ending) {
      end(new Error('ended before it was started'));
      return;
    }
    try {
      const onStart: StartCallback = (process, stdout, stderr) => {
        child.started(process);
        started(process, stdout, stderr);
      };
      spawn(args, { ...options, env: childEnvironment() }, onStart, end);
    } catch (error) {
      end(error instanceof Error ? error : new Error('spawn failed'));
    }
  };
}
