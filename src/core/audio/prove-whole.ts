import { BotError } from '../errors.ts';
import { confine, FIRST_SOUND } from './confine.ts';
import type { FfmpegOutcome } from './ffmpeg-outcome.ts';
import { deadlineForSound } from './limits.ts';
import { heardPeaks, listenFilter } from './listen.ts';
import { type AudioTools, firstLine } from './measure.ts';
import { together } from './together.ts';

/** Below this, starting a second process costs more than it saves. */
const WORTH_HALVING_MS = 30_000;

/** The last frame is filled up: 1024 samples, 128 ms at 8 kHz. */
const MAX_LONGER_MS = 300;
const MAX_SHORTER_MS = 150;

/** What decoding a file showed. */
export interface Heard {
  readonly durationMs: number;
  /** The loudest sample of each window, 0 to 1. Empty when ffmpeg could not tell. */
  readonly peaks: readonly number[];
}

/** A file that was just encoded. */
export interface FreshFile {
  readonly path: string;
  readonly expectedMs: number;
  /** Samples per peak. */
  readonly windowSamples: number;
}

/**
 * Decodes a file that was just encoded, from its start to its end, and answers its length and its peaks. With a free
 * place in the pool both halves are decoded at the same time, because the whole file must be read, but nobody has to
 * wait longer than needed for it.
 *
 * @throws {BotError} `ffmpeg-failed` when it cannot be decoded, or is not as long as what went in.
 */
export async function proveWhole(tools: AudioTools, file: FreshFile, signal: AbortSignal): Promise<Heard> {
  const { expectedMs } = file;
  const seam = (expectedMs / 2000).toFixed(6);
  const halve = expectedMs >= WORTH_HALVING_MS && tools.ffmpeg.idle() >= 2;
  const pieces = halve
    ? [
        ['-t', seam],
        ['-ss', seam],
      ]
    : [[]];
  const decoded = await together(
    signal,
    pieces.map((piece) => (either) => decode(tools, file, piece, either)),
  );
  const durationMs = Math.round(decoded.reduce((sum, outcome) => sum + (outcome.outTimeMs ?? 0), 0));
  if (durationMs < expectedMs - MAX_SHORTER_MS || durationMs > expectedMs + MAX_LONGER_MS) {
    throw new BotError(
      'ffmpeg-failed',
      `the encoded file lasts ${durationMs} ms instead of ${expectedMs} ms`,
    );
  }
  const peaks = decoded.map((outcome) => heardPeaks(outcome.report));
  return { durationMs, peaks: peaks.some((some) => some.length === 0) ? [] : peaks.flat() };
}

async function decode(
  tools: AudioTools,
  file: FreshFile,
  piece: readonly string[],
  signal: AbortSignal,
): Promise<FfmpegOutcome> {
  const run = (filter: readonly string[]): Promise<FfmpegOutcome> =>
    tools.ffmpeg.run(
      {
        // This file is ours, so unlike with other people's, every complaint counts.
        inputOptions: ['-xerror', '-err_detect', 'explode', ...piece, ...confine('mov')],
        inputPath: file.path,
        outputOptions: [...FIRST_SOUND, ...filter, '-f', 'null'],
        deadlineMs: deadlineForSound(tools.limits, file.expectedMs),
      },
      signal,
      'finish',
    );
  const listened = await run(['-af', listenFilter(file.windowSamples)]);
  // Peaks are for a picture. An ffmpeg that cannot tell them says nothing against the sound.
  const outcome = isClean(listened) ? listened : await run([]);
  if (!isClean(outcome)) {
    throw new BotError('ffmpeg-failed', `the encoded file cannot be decoded: ${firstLine(outcome)}`);
  }
  return outcome;
}

function isClean(outcome: FfmpegOutcome): boolean {
  return outcome.ok && outcome.complaints === '';
}
