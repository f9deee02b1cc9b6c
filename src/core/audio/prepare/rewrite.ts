import { rm, stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import { aacOptions, EXACT, SUPPORTED_FORMAT } from '../encode/encode-stretch.ts';
import { verifyComplete } from '../encode/verify-complete.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { readDeclared } from '../headers/declared.ts';
import { type Counted, countSamples } from '../measure/count-samples.ts';
import { damaged, readFailure } from '../measure/failure.ts';
import { type AudioSource, decodeOptions, inputsOf } from '../measure/source.ts';

const MIB = 1024 * 1024;

/** A file that was rewritten. */
export interface Rewritten {
  readonly path: string;
  readonly demuxer: 'flac' | 'mov';
  readonly extension: 'flac' | 'm4a';
  readonly mimeType: string;
  readonly durationMs: number;
}

/** Decoding a file stops this much behind the end that it states. */
const BEYOND_MS = 1_000;
/** A resampler that starts over, because the sample rate changes, rounds to whole samples. */
const ROUNDED_MS = 10;

const PLAIN = ['-c:a', 'pcm_s16le', '-rf64', 'auto', '-f', 'wav'] as const;
const FLAC = ['-sample_fmt', 's16', '-c:a', 'flac', '-f', 'flac'] as const;
const M4A = [...aacOptions(160), '-f', 'ipod'];

/**
 * Writes the audio of a source into a new file beside it, which has nothing else in it: FLAC, or M4A if that
 * would be larger than allowed. The length is that of the new file, decoded again.
 *
 * FLAC marks its frames by bits that samples can hold too. Of noise that is made of frames of silence, some
 * readers, ffmpeg among them, play the hours that it spells. M4A lists its frames, and has no such readings.
 *
 * @throws {BotError} `file-damaged` if not everything that was counted could be written; `file-too-large`,
 *   `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
 */
export async function rewrite(
  tools: AudioTools,
  source: AudioSource,
  counted: Counted,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Rewritten> {
  const { path } = source;
  const write = async (from: AudioSource, to: string, format: readonly string[]): Promise<number> => {
    const options = [...decodeOptions(from, SUPPORTED_FORMAT), ...format];
    const run = {
      ...inputsOf(from),
      outputOptions: [...options, ...EXACT],
      output: to,
      deadlineMs: deadlineForSound(tools.limits, counted.durationMs),
    };
    const outcome = await tools.ffmpeg.run(run, signal);
    if (!outcome.ok) throw readFailure(outcome);
    return (await stat(to)).size;
  };
  // When the format changes, encoders lose the frame they were filling; plain samples have no frames.
  const plain = `${path}.wav`;
  const isChanging = counted.formats !== 1;
  if (isChanging) await write(source, plain, PLAIN);
  const from = isChanging ? alone(plain, 'wav') : source;
  try {
    const flac = `${path}.flac`;
    const flacBytes = await write(from, flac, FLAC);
    const durationMs = Math.round((await readDeclared(flac, 'flac')).durationMs ?? 0);
    if (Math.abs(durationMs - counted.durationMs) > ROUNDED_MS * (counted.formats + 1)) {
      throw damaged(`${durationMs} ms of ${counted.durationMs} ms could be written`);
    }
    if (flacBytes <= maxBytes && (await decodesAs(tools, flac, durationMs, signal))) {
      return { path: flac, demuxer: 'flac', extension: 'flac', mimeType: 'audio/flac', durationMs };
    }
    await rm(flac, { force: true });
    const m4a = `${path}.m4a`;
    const m4aBytes = await write(from, m4a, M4A);
    if (m4aBytes > maxBytes) {
      await rm(m4a, { force: true });
      throw tooLarge(m4aBytes, maxBytes);
    }
    await verifyComplete(m4a, durationMs);
    // Some readers play the encoder's delay and padding too.
    const unedited = { ...alone(m4a, 'mov'), ignoresEdits: true };
    const { durationMs: m4aMs } = await countSamples(tools, unedited, undefined, signal);
    return { path: m4a, demuxer: 'mov', extension: 'm4a', mimeType: 'audio/mp4', durationMs: m4aMs };
  } finally {
    if (isChanging) await rm(plain, { force: true });
  }
}

/** Whether a FLAC decodes to the length that it states. */
async function decodesAs(
  tools: AudioTools,
  path: string,
  durationMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const decoded = await countSamples(tools, alone(path, 'flac'), durationMs + BEYOND_MS, signal);
    return Math.abs(decoded.durationMs - durationMs) <= ROUNDED_MS;
  } catch (error) {
    if (error instanceof BotError && error.code.startsWith('file-')) return false;
    throw error;
  }
}

/** Returns the source that a file of one stream is. */
function alone(path: string, demuxer: string): AudioSource {
  return { path, demuxer, stream: 0 };
}

function tooLarge(sizeBytes: number, maxBytes: number): BotError {
  return new BotError('file-too-large', 'The audio alone is over the size limit', {
    facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
  });
}
