import { rm, stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import { SUPPORTED_FORMAT } from '../encode/encode-stretch.ts';
import { verifyComplete } from '../encode/verify-complete.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { readDeclared } from '../headers/declared.ts';
import { type Counted, countSamples } from '../measure/count-samples.ts';
import { damaged, readFailure } from '../measure/failure.ts';
import { type AudioSource, decodeOptions, inputsOf } from '../measure/source.ts';

const MIB = 1024 * 1024;

/** A file that was written anew. */
export interface Written {
  readonly path: string;
  readonly demuxer: 'flac' | 'mov';
  readonly extension: 'flac' | 'm4a';
  readonly mimeType: string;
  readonly durationMs: number;
}

/** A resampler that starts over, because the sample rate changes, rounds to whole samples. */
const ROUNDED_MS = 10;

const PLAIN = ['-c:a', 'pcm_s16le', '-rf64', 'auto', '-f', 'wav'] as const;
const FLAC = ['-sample_fmt', 's16', '-c:a', 'flac', '-f', 'flac'] as const;
/** See `coderOptions` of `encodeStretch`. */
const M4A = [
  '-c:a',
  'aac',
  '-profile:a',
  'aac_low',
  '-aac_coder',
  'twoloop',
  '-b:a',
  '160k',
  '-f',
  'ipod',
] as const;

/**
 * Writes the audio of a source into a new file beside it, which has nothing else in it: FLAC, or M4A if that
 * would be larger than allowed. The new file states its number of samples, and that is its length.
 *
 * @throws {BotError} `file-damaged` if not everything that was counted could be written; `file-too-large`,
 *   `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
 */
export async function writeAnew(
  tools: AudioTools,
  source: AudioSource,
  counted: Counted,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Written> {
  const { path } = source;
  const write = async (from: AudioSource, to: string, format: readonly string[]): Promise<number> => {
    const options = [...decodeOptions(from, SUPPORTED_FORMAT), ...format];
    const exact = ['-fflags', '+bitexact', '-flags:a', '+bitexact'];
    const run = {
      ...inputsOf(from),
      outputOptions: [...options, ...exact],
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
  const from: AudioSource = isChanging ? { path: plain, demuxer: 'wav', stream: 0 } : source;
  try {
    const flac = `${path}.flac`;
    const flacBytes = await write(from, flac, FLAC);
    const durationMs = Math.round((await readDeclared(flac, 'flac')).durationMs ?? 0);
    if (Math.abs(durationMs - counted.durationMs) > ROUNDED_MS * (counted.formats + 1)) {
      throw damaged(`${durationMs} ms of ${counted.durationMs} ms could be written`);
    }
    const made = {
      path: flac,
      demuxer: 'flac',
      extension: 'flac',
      mimeType: 'audio/flac',
      durationMs,
    } as const;
    if (flacBytes <= maxBytes) return made;
    const m4a = `${path}.m4a`;
    const m4aBytes = await write({ path: flac, demuxer: 'flac', stream: 0 }, m4a, M4A);
    await rm(flac, { force: true });
    if (m4aBytes > maxBytes) {
      await rm(m4a, { force: true });
      throw tooLarge(m4aBytes, maxBytes);
    }
    await verifyComplete(m4a, durationMs);
    // Some readers play the encoder's delay and padding too.
    const unedited = { path: m4a, demuxer: 'mov', stream: 0, ignoresEdits: true };
    const { durationMs: m4aMs } = await countSamples(tools, unedited, undefined, signal);
    return { path: m4a, demuxer: 'mov', extension: 'm4a', mimeType: 'audio/mp4', durationMs: m4aMs };
  } finally {
    if (isChanging) await rm(plain, { force: true });
  }
}

function tooLarge(sizeBytes: number, maxBytes: number): BotError {
  return new BotError('file-too-large', 'The audio alone is over the size limit', {
    facts: { size: Math.ceil(sizeBytes / MIB), max: Math.floor(maxBytes / MIB) },
  });
}
