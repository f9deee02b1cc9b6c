import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../model/errors.ts';
import type { EncodedFile } from '../../model/job/job-files.ts';
import type { EncodeOrder } from '../../ports/audio.ts';
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg-outcome.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { heardPeaks, listenFilter } from '../measure/listen.ts';
import { type AudioTools, firstLine } from '../measure/measure.ts';
import type { EncodePlan, Stretch } from './encode-plan.ts';
import { verifyComplete } from './verify-complete.ts';

/** Players expect no more of AAC in m4a. */
export const MAX_RATE_HZ = 48_000;

/**
 * Rates and layouts the sound is left in; anything else becomes the nearest of them. The filter passes sound
 * through untouched when nothing has to change.
 */
const FORMAT =
  'aformat=sample_rates=48000|44100|32000|24000|22050|16000|12000|11025|8000:channel_layouts=mono|stereo';

/** A tag is passed as one argument; no player shows more. */
const TAG_MAX_LENGTH = 200;

/** What encoding one order works with. */
export interface EncodeWork {
  readonly tools: AudioTools;
  readonly order: EncodeOrder;
  /** Of the encoded sound; a guess when the input does not say. */
  readonly sampleRateHz: number;
  /** Samples per peak. */
  readonly windowSamples: number;
  readonly signal: AbortSignal;
}

/** Thrown when a file came out larger than allowed. Not a failure: the plan was too hopeful. */
export class TooLarge extends Error {}

/** A whole file that does not have its name yet. */
export interface UnnamedFile {
  readonly temporaryPath: string;
  readonly file: EncodedFile;
  /** The loudest sample of each window, 0 to 1. Empty when ffmpeg could not tell. */
  readonly peaks: readonly number[];
}

/**
 * Encodes one stretch into a temporary file, listens to the sound on its way, and proves the file whole.
 *
 * @param index 0-based number of the stretch.
 * @throws {TooLarge} above the order's limit.
 * @throws {BotError} as `encode`.
 */
export async function encodeStretch(
  work: EncodeWork,
  plan: EncodePlan,
  stretch: Stretch,
  index: number,
  temporaryPath: string,
): Promise<UnnamedFile> {
  const { order } = work;
  const run = (filters: string): Promise<FfmpegOutcome> =>
    work.tools.ffmpeg.run(
      {
        inputOptions: inputOptions(order.input.demuxer),
        inputPath: order.input.path,
        outputOptions: [
          ...[...FIRST_SOUND, '-af', filters, ...coderOptions(plan), ...tagOptions(order, plan, index)],
          ...['-movflags', '+faststart', '-fs', String(order.maxFileBytes), '-f', 'ipod'],
        ],
        output: temporaryPath,
        deadlineMs: deadlineForSound(work.tools.limits, order.input.durationMs),
      },
      work.signal,
    );
  const filters = soundFilters(plan, stretch);
  const heard = await run(`${filters},${listenFilter(work.windowSamples)}`);
  // Peaks are for a picture. An ffmpeg that cannot tell them can encode all the same.
  const outcome = !heard.ok && /no such filter/i.test(heard.complaints) ? await run(filters) : heard;
  if (!outcome.ok) throw new BotError('ffmpeg-failed', `encoding failed: ${firstLine(outcome)}`);
  // At `-fs` ffmpeg stops without an error. What it wrote until then, with the index, is above the limit.
  const { size: sizeBytes } = await stat(temporaryPath);
  if (sizeBytes > order.maxFileBytes) throw new TooLarge();
  const durationMs = await verifyComplete(temporaryPath, stretch.durationMs);
  const suffix = plan.parts === 1 ? '' : ` (${index + 1} of ${plan.parts})`;
  const fileName = `${order.baseName}${suffix}.m4a`;
  const { name } = order.input;
  const { bitrateKbps, parts } = plan;
  const path = join(order.folder, fileName);
  return {
    temporaryPath,
    file: { name, part: index + 1, parts, path, fileName, sizeBytes, durationMs, bitrateKbps },
    peaks: heardPeaks(outcome.report),
  };
}

function soundFilters(plan: EncodePlan, stretch: Stretch): string {
  if (plan.parts === 1) return FORMAT;
  const from = `start=${seconds(stretch.startMs)}`;
  const until = stretch.endMs === undefined ? '' : `:end=${seconds(stretch.endMs)}`;
  // Cutting decoded sound is exact to the sample in every format; seeking in the input is not.
  return `${FORMAT},atrim=${from}${until},asetpts=PTS-STARTPTS`;
}

/**
 * `twoloop` is named although it is the default of most versions: it sounds better than `fast`, and the coder
 * that became the default in FFmpeg 9.1 does not end on some sounds.
 */
function coderOptions(plan: EncodePlan): readonly string[] {
  return [
    ...['-c:a', 'aac', '-profile:a', 'aac_low', '-aac_coder', 'twoloop', '-b:a', `${plan.bitrateKbps}k`],
    ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
  ];
}

function tagOptions(order: EncodeOrder, plan: EncodePlan, index: number): readonly string[] {
  return [
    ...['-metadata', `title=${tagText(order.tags.title)}`],
    ...['-metadata', `comment=${tagText(order.tags.stem)}`],
    ...(plan.parts === 1 ? [] : ['-metadata', `track=${index + 1}/${plan.parts}`]),
  ];
}

/** Control characters have no place in a tag, and an argument cannot hold NUL at all. */
function tagText(text: string): string {
  const visible = text.replaceAll(/\p{Cc}/gu, ' ').trim();
  return [...visible].slice(0, TAG_MAX_LENGTH).join('');
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(6);
}
