import { BotError } from '../errors.ts';
import { confine, FIRST_SOUND } from './confine.ts';
import { deadlineForSound } from './limits.ts';
import { type AudioTools, firstLine } from './measure.ts';
import { together } from './together.ts';

/** Below this, starting a second process costs more than it saves. */
const WORTH_HALVING_MS = 30_000;

/** The last frame is filled up: 1024 samples, 128 ms at 8 kHz. */
const MAX_LONGER_MS = 300;
const MAX_SHORTER_MS = 150;

/**
 * Decodes a file that was just encoded, from its start to its end, and answers its length. With a free place in
 * the pool both halves are decoded at the same time, because the whole file must be read, but nobody has to wait
 * longer than needed for it.
 *
 * @throws {BotError} `ffmpeg-failed` when it cannot be decoded, or is not as long as what went in.
 */
export async function proveWhole(
  tools: AudioTools,
  path: string,
  expectedMs: number,
  signal: AbortSignal,
): Promise<number> {
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
    pieces.map((piece) => (either) => decodedMs(tools, path, piece, expectedMs, either)),
  );
  const durationMs = Math.round(decoded.reduce((sum, pieceMs) => sum + pieceMs, 0));
  if (durationMs < expectedMs - MAX_SHORTER_MS || durationMs > expectedMs + MAX_LONGER_MS) {
    throw new BotError(
      'ffmpeg-failed',
      `the encoded file lasts ${durationMs} ms instead of ${expectedMs} ms`,
    );
  }
  return durationMs;
}

async function decodedMs(
  tools: AudioTools,
  path: string,
  piece: readonly string[],
  expectedMs: number,
  signal: AbortSignal,
): Promise<number> {
  const outcome = await tools.ffmpeg.run(
    {
      // This file is ours, so unlike with other people's, every complaint counts.
      inputOptions: ['-xerror', '-err_detect', 'explode', ...piece, ...confine('mov')],
      inputPath: path,
      outputOptions: [...FIRST_SOUND, '-f', 'null'],
      deadlineMs: deadlineForSound(tools.limits, expectedMs),
    },
    signal,
    'finish',
  );
  if (!outcome.ok || outcome.complaints !== '') {
    throw new BotError('ffmpeg-failed', `the encoded file cannot be decoded: ${firstLine(outcome)}`);
  }
  return outcome.outTimeMs ?? 0;
}
