import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../model/errors.ts';
import type { EncodedFile } from '../../model/job/job-files.ts';
import type { EncodeOrder } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import type { FfmpegOutcome } from '../ffmpeg/ffmpeg-outcome.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { firstLine } from '../measure/failure.ts';
import { heardPeaks, listenFilter } from '../measure/listen.ts';
import type { EncodePlan, Stretch } from './encode-plan.ts';
import { verifyComplete } from './verify-complete.ts';

/** The highest rate players expect of AAC in M4A. */
export const MAX_RATE_HZ = 48_000;

/**
 * The rates and layouts to keep; anything else is converted to the nearest. The filter leaves matching audio
 * unchanged.
 */
export const SUPPORTED_FORMAT =
  'aformat=sample_rates=48000|44100|32000|24000|22050|16000|12000|11025|8000:channel_layouts=mono|stereo';

/** Time is the number of samples so far: timestamps that jump would make the encoder drop audio. */
const COUNTED = `${SUPPORTED_FORMAT},asetpts=N/SR/TB`;

/** A tag is passed as one argument, and no player shows more. */
const TAG_MAX_LENGTH = 200;

/** What encoding one order needs. */
export interface EncodeWork {
  readonly tools: AudioTools;
  readonly order: EncodeOrder;
  /** Of the encoded audio; a guess if the input doesn't state it. */
  readonly sampleRateHz: number;
  /** Samples per peak. */
  readonly windowSamples: number;
  readonly signal: AbortSignal;
}

/** Thrown when a file came out larger than allowed. Not a failure: the plan was too optimistic. */
export class TooLarge extends Error {}

/** A complete file without its final name. */
export interface UnnamedFile {
  readonly temporaryPath: string;
  readonly file: EncodedFile;
  /** The loudest sample of each window, 0 to 1. Empty if ffmpeg couldn't read them. */
  readonly peaks: readonly number[];
}

/**
 * Encodes one stretch into a temporary file, reads its peaks on the way, and verifies the file is complete.
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
          ...[...FIRST_SOUND, '-af', filters, ...aacOptions(plan.bitrateKbps), ...EXACT],
          ...tagOptions(order, plan, index),
          ...['-movflags', '+faststart', '-fs', String(order.maxFileBytes), '-f', 'ipod'],
        ],
        output: temporaryPath,
        deadlineMs: deadlineForSound(work.tools.limits, order.input.durationMs),
      },
      work.signal,
    );
  const filters = soundFilters(plan, stretch);
  const heard = await run(`${filters},${listenFilter(work.windowSamples)}`);
  // Peaks are only for a picture. An ffmpeg that can't report them can still encode.
  const outcome = !heard.ok && /no such filter/i.test(heard.complaints) ? await run(filters) : heard;
  if (!outcome.ok) throw new BotError('ffmpeg-failed', `encoding failed: ${firstLine(outcome)}`);
  // At `-fs` ffmpeg stops without an error. What it wrote by then, plus the index, is above the limit.
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
  if (plan.parts === 1) return COUNTED;
  const from = `start=${seconds(stretch.startMs)}`;
  const until = stretch.endMs === undefined ? '' : `:end=${seconds(stretch.endMs)}`;
  // Cutting decoded audio is exact to the sample in every format; seeking in the input is not.
  return `${COUNTED},atrim=${from}${until},asetpts=PTS-STARTPTS`;
}

/**
 * Returns the options of AAC-LC.
 *
 * `twoloop` is set explicitly although most versions default to it: it sounds better than `fast`, and the
 * coder that became the default in FFmpeg 9.1 never finishes on some audio.
 */
export function aacOptions(kbps: number): readonly string[] {
  return ['-c:a', 'aac', '-profile:a', 'aac_low', '-aac_coder', 'twoloop', '-b:a', `${kbps}k`];
}

/** Makes the same bytes of the same audio, without times and versions in them. */
export const EXACT = ['-fflags', '+bitexact', '-flags:a', '+bitexact'] as const;

/** Returns the options that write a title into a file. */
export function titleOptions(title: string): readonly string[] {
  return ['-metadata', `title=${tagText(title)}`];
}

function tagOptions(order: EncodeOrder, plan: EncodePlan, index: number): readonly string[] {
  const { artist, album } = order.tags;
  return [
    ...titleOptions(order.tags.title),
    ...['-metadata', `comment=${tagText(order.tags.stem)}`],
    ...(artist === undefined ? [] : ['-metadata', `artist=${tagText(artist)}`]),
    ...(album === undefined ? [] : ['-metadata', `album=${tagText(album)}`]),
    ...(plan.parts === 1 ? [] : ['-metadata', `track=${index + 1}/${plan.parts}`]),
  ];
}

/** Removes control characters, which don't belong in a tag; an argument can't contain NUL at all. */
function tagText(text: string): string {
  const visible = text.replaceAll(/\p{Cc}/gu, ' ').trim();
  return [...visible].slice(0, TAG_MAX_LENGTH).join('');
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(6);
}
