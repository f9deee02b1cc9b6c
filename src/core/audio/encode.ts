import { mkdir } from 'node:fs/promises';
import { BotError } from '../errors.ts';
import type { EncodedFile } from '../jobs/job.ts';
import type { EncodeOrder } from './audio.ts';
import { readDeclared } from './declared/declared.ts';
import { cut, type EncodePlan, planAfterTooLarge, planEncode } from './encode-plan.ts';
import { type EncodeWork, encodeStretch, MAX_RATE_HZ, TooLarge } from './encode-stretch.ts';
import type { AudioTools } from './measure.ts';
import { TemporaryFiles } from './temporary-files.ts';
import { together } from './together.ts';

/**
 * Makes m4a files that fit: at the best bitrate, one step lower if that came out too large, else in parts. Files
 * get their names only after all of them were decoded to the end; before that, and after a failure, there are
 * none.
 *
 * @throws {BotError} `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`, `disk-full`.
 */
export async function encode(
  tools: AudioTools,
  order: EncodeOrder,
  signal: AbortSignal,
): Promise<readonly EncodedFile[]> {
  const { channels, sampleRateHz = MAX_RATE_HZ } = await readDeclared(order.input.path, order.input.demuxer);
  const facts = { durationMs: order.input.durationMs, maxFileBytes: order.maxFileBytes, channels };
  const work: EncodeWork = { tools, order, signal, sampleRateHz: Math.min(sampleRateHz, MAX_RATE_HZ) };
  await mkdir(order.folder, { recursive: true });
  const tried: EncodePlan[] = [];
  for (let plan = planEncode(facts); plan !== undefined; plan = planAfterTooLarge(facts, tried)) {
    const files = await follow(plan, work);
    if (files !== undefined) return files;
    tried.push(plan);
  }
  throw new BotError(
    'ffmpeg-failed',
    `${facts.durationMs} ms do not fit into files of ${facts.maxFileBytes} bytes`,
  );
}

/** Makes all files of a plan, or `undefined` when one of them came out too large. */
async function follow(plan: EncodePlan, work: EncodeWork): Promise<readonly EncodedFile[] | undefined> {
  const stretches = cut(work.order.input.durationMs, plan.parts, work.sampleRateHz);
  await using temporary = new TemporaryFiles(work.order.folder);
  try {
    const files = await together(
      work.signal,
      stretches.map((stretch, index) => (signal) => {
        return encodeStretch({ ...work, signal }, plan, stretch, index, temporary.add());
      }),
    );
    return await temporary.keep(files);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}
