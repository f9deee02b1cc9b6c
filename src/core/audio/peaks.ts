import { endianness } from 'node:os';
import { Writable } from 'node:stream';
import { BotError } from '../errors.ts';
import type { CollectedFile } from '../jobs/job.ts';
import { confine, FIRST_SOUND } from './confine.ts';
import { deadlineForSound } from './limits.ts';
import { type AudioTools, firstLine } from './measure.ts';

/** High enough that cymbals keep their height, low enough that hours of sound are read in seconds. */
const RATE_HZ = 16_000;
const FULL_SCALE = 32_768;

/**
 * The loudest sample of each of `buckets` equal stretches, 0 to 1. The sound passes through and is never held.
 *
 * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`.
 */
export async function peaks(
  tools: AudioTools,
  file: Pick<CollectedFile, 'path' | 'demuxer' | 'durationMs'>,
  buckets: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const loudest = new Uint16Array(Math.max(1, Math.floor(buckets)));
  const totalSamples = Math.max(1, Math.ceil((file.durationMs / 1000) * RATE_HZ));
  const format = endianness() === 'LE' ? 's16le' : 's16be';
  const outcome = await tools.ffmpeg.run(
    {
      inputOptions: confine(file.demuxer),
      inputPath: file.path,
      outputOptions: [...FIRST_SOUND, '-ac', '1', '-ar', String(RATE_HZ), '-f', format],
      output: pcmSink(loudest, totalSamples / loudest.length),
      deadlineMs: deadlineForSound(tools.limits, file.durationMs),
    },
    signal,
  );
  if (!outcome.ok) throw new BotError('ffmpeg-failed', `no waveform: ${firstLine(outcome)}`);
  return Array.from(loudest, (sample) => Math.min(1, sample / FULL_SCALE));
}

/**
 * Keeps the loudest sample per bucket of 16-bit mono sound. It must not close itself, because fluent-ffmpeg takes
 * an output that closes before the process has ended for a failure.
 */
function pcmSink(loudest: Uint16Array, samplesPerBucket: number): Writable {
  let position = 0;
  let odd: Buffer = Buffer.alloc(0);
  return new Writable({
    emitClose: false,
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % 2);
      // A typed array has to start at an even address, which a piece of a pooled buffer may not.
      const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
      const samples = new Int16Array(aligned.buffer, aligned.byteOffset, whole / 2);
      for (const sample of samples) {
        const bucket = Math.min(loudest.length - 1, Math.floor(position / samplesPerBucket));
        const height = Math.abs(sample);
        if (height > (loudest[bucket] ?? 0)) loudest[bucket] = height;
        position += 1;
      }
      odd = Buffer.from(bytes.subarray(whole));
      done();
    },
  });
}
