import { mkdir } from 'node:fs/promises';
import { runAll } from '../../async/run-all.ts';
import { BotError } from '../../model/errors.ts';
import { BARS } from '../../pictures/waveform-picture.ts';
import type { Encoded, EncodeOrder } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { readDeclared } from '../headers/declared.ts';
import { fitPeaks, windowOf } from '../measure/listen.ts';
import { cut, type EncodePlan, planAfterTooLarge, planEncode } from './encode-plan.ts';
import { type EncodeWork, encodeStretch, MAX_RATE_HZ, TooLarge } from './encode-stretch.ts';
import { TemporaryFiles } from './temporary-files.ts';

/**
 * Encodes M4A files that fit: at the best bitrate, one step lower if that is too large, else in parts.
 *
 * Files get their names only after all are verified complete; before that, and after a failure, there are
 * none. The peaks are those of the encoded audio.
 *
 * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
 */
export async function encode(tools: AudioTools, order: EncodeOrder, signal: AbortSignal): Promise<Encoded> {
  const declared = await readDeclared(order.input.path, order.input.demuxer);
  const { channels } = declared;
  const sampleRateHz = Math.min(declared.sampleRateHz ?? MAX_RATE_HZ, MAX_RATE_HZ);
  const windowSamples = windowOf(order.input.durationMs, sampleRateHz, BARS);
  const facts = { durationMs: order.input.durationMs, maxFileBytes: order.maxFileBytes, channels };
  const work: EncodeWork = { tools, order, signal, sampleRateHz, windowSamples };
  await mkdir(order.folder, { recursive: true });
  const tried: EncodePlan[] = [];
  for (let plan = planEncode(facts); plan !== undefined; plan = planAfterTooLarge(facts, tried)) {
    const encoded = await follow(plan, work);
    if (encoded !== undefined) return encoded;
    tried.push(plan);
  }
  throw new BotError(
    'ffmpeg-failed',
    `${facts.durationMs} ms do not fit into files of ${facts.maxFileBytes} bytes`,
  );
}

/** Encodes all files of a plan; `undefined` if one of them came out too large. */
async function follow(plan: EncodePlan, work: EncodeWork): Promise<Encoded | undefined> {
  const stretches = cut(work.order.input.durationMs, plan.parts, work.sampleRateHz);
  await using temporary = new TemporaryFiles(work.order.folder);
  try {
    const made = await runAll(stretches, work.signal, (stretch, index, signal) =>
      encodeStretch({ ...work, signal }, plan, stretch, index, temporary.add()),
    );
    const files = await temporary.keep(made);
    const perFile = Math.ceil(BARS / plan.parts);
    const fitted = made.map(({ peaks }) => (peaks.length === 0 ? [] : fitPeaks(peaks, perFile)));
    return { files: files.map((file, index) => ({ ...file, peaks: fitted[index] ?? [] })) };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}
