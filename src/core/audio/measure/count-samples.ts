import { stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { BotError } from '../../model/errors.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { deadlineForBytes } from '../ffmpeg/limits.ts';
import { readFailure } from './failure.ts';
import { type AudioSource, decodeOptions, inputsOf } from './source.ts';

/**
 * Share of frames that may fail to decode. A glitch or a tag after the audio is normal in people's files;
 * above this, the result would be mostly gaps.
 */
const MAX_ERROR_RATE = '0.05';

/** Samples are counted at this rate, one byte each. Resampling costs a quarter of the decoding. */
const BYTES_PER_MS = 8;
const COUNTED = `aformat=sample_fmts=u8:sample_rates=${BYTES_PER_MS * 1000}:channel_layouts=mono`;

/** What was decoded. */
export interface Counted {
  readonly durationMs: number;
  /** Whether decoding was stopped at the limit. */
  readonly isStopped: boolean;
  /** How many times ffmpeg began to decode another sample rate or number of channels; 1 for ordinary audio. */
  readonly formats: number;
}

/**
 * Decodes a source to its end and counts the samples. Timestamps and headers have no say in it.
 *
 * @param limitMs decoding stops there; `undefined` for audio that is known to end.
 * @throws {BotError} `file-damaged`, `file-no-audio-stream`, `file-not-audio`, `ffmpeg-missing`,
 *   `ffmpeg-failed`, `ffmpeg-timeout`.
 */
export async function countSamples(
  tools: AudioTools,
  source: AudioSource,
  limitMs: number | undefined,
  signal: AbortSignal,
): Promise<Counted> {
  const limitBytes = limitMs === undefined ? undefined : Math.ceil(limitMs * BYTES_PER_MS);
  const { size } = await stat(source.path);
  const outcome = await tools.ffmpeg.run(
    {
      ...inputsOf(source),
      outputOptions: [
        ...[...decodeOptions(source, COUNTED), '-max_error_rate', MAX_ERROR_RATE, '-c:a', 'pcm_u8'],
        ...(limitBytes === undefined ? [] : ['-fs', String(limitBytes)]),
        ...['-f', 'u8'],
      ],
      output: devNull,
      deadlineMs: deadlineForBytes(tools.limits, size),
      describes: true,
    },
    signal,
  );
  if (/matches no streams/i.test(outcome.complaints)) {
    throw new BotError('file-no-audio-stream', 'the file has no audio stream');
  }
  if (!outcome.ok) throw readFailure(outcome);
  const { writtenBytes = 0, log } = outcome;
  if (writtenBytes === 0) throw new BotError('file-no-audio-stream', 'the audio stream is empty');
  return {
    durationMs: Math.round(writtenBytes / BYTES_PER_MS),
    isStopped: limitBytes !== undefined && writtenBytes >= limitBytes,
    formats: log.match(/ samplerate:\d+ chlayout:/g)?.length ?? 0,
  };
}
