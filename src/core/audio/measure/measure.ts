import { stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import type { Measured } from '../../ports/audio.ts';
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg-outcome.ts';
import type { FfmpegPool } from '../ffmpeg/ffmpeg-pool.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { type AudioLimits, deadlineForBytes } from '../ffmpeg/limits.ts';
import { readDeclared } from '../headers/declared.ts';

/** What measuring and encoding need. */
export interface AudioTools {
  readonly ffmpeg: FfmpegPool;
  readonly limits: AudioLimits;
}

/**
 * Share of frames that may fail to decode. A glitch or a tag after the audio is normal in people's files;
 * above this, the result would be mostly gaps.
 */
const MAX_ERROR_RATE = '0.05';

const DECODE = ['-max_error_rate', MAX_ERROR_RATE] as const;
/** Reads every sample without re-encoding it. */
const COPY = ['-c', 'copy'] as const;

/**
 * How much shorter than stated a complete file may decode: MP3 counts the encoder's delay and padding as
 * audio, up to 2,300 samples, which is 290 ms at 8 kHz.
 */
const TOLERANCE_MS = 300;
const TOLERANCE_SHARE = 0.001;

/**
 * Measures plain samples without a process, by their number of bytes, and anything else as `measure` does.
 *
 * Most results are WAV, up to sixteen of them for one song.
 *
 * @throws {BotError} as `measure`.
 */
export async function measureResult(
  tools: AudioTools,
  path: string,
  demuxer: string,
  signal: AbortSignal,
): Promise<Measured> {
  const { missingBytes, plainMs } = await readDeclared(path, demuxer);
  return missingBytes === undefined && plainMs !== undefined
    ? { durationMs: Math.round(plainMs) }
    : measure(tools, path, demuxer, signal);
}

/**
 * Decodes the first audio stream to its end and compares the length with the header's.
 *
 * @throws {BotError} `file-no-audio-stream`, `file-damaged`, `ffmpeg-missing`, `ffmpeg-failed`,
 *   `ffmpeg-timeout`.
 */
export async function measure(
  tools: AudioTools,
  path: string,
  demuxer: string,
  signal: AbortSignal,
): Promise<Measured> {
  const declared = await readDeclared(path, demuxer);
  if (declared.missingBytes !== undefined) {
    throw damaged(`${declared.missingBytes} bytes are missing at the end`);
  }
  const { size } = await stat(path);
  const outcome = await tools.ffmpeg.run(
    {
      inputOptions: inputOptions(demuxer),
      inputPath: path,
      outputOptions: [...FIRST_SOUND, ...(declared.plainSamples === true ? COPY : DECODE), '-f', 'null'],
      deadlineMs: deadlineForBytes(tools.limits, size),
    },
    signal,
  );
  const durationMs = Math.round(durationOf(outcome));
  const promisedMs = declared.durationMs ?? 0;
  if (durationMs < promisedMs * (1 - TOLERANCE_SHARE) - TOLERANCE_MS) {
    throw damaged(`${durationMs} ms of ${Math.round(promisedMs)} ms could be decoded`);
  }
  return { durationMs };
}

function durationOf(outcome: FfmpegOutcome): number {
  if (/matches no streams/i.test(outcome.complaints)) {
    throw new BotError('file-no-audio-stream', 'the file has no audio stream');
  }
  if (!outcome.ok) {
    // Messages about this file, as opposed to a fault of ffmpeg or the machine.
    const aboutFile =
      /invalid data|error while decoding|could not find codec|not found|end of file|error rate/i;
    if (aboutFile.test(outcome.complaints)) throw damaged(firstLine(outcome));
    throw new BotError('ffmpeg-failed', `ffmpeg could not read the file: ${firstLine(outcome)}`);
  }
  if (outcome.outTimeMs === undefined || outcome.outTimeMs === 0) {
    throw new BotError('file-no-audio-stream', 'the audio stream is empty');
  }
  return outcome.outTimeMs;
}

function damaged(message: string): BotError {
  return new BotError('file-damaged', message);
}

/** Returns ffmpeg's first complaint, for the operator. */
export function firstLine(outcome: FfmpegOutcome): string {
  return outcome.complaints.split('\n', 1)[0] ?? '';
}
