import { inputOptions } from '../ffmpeg/input-options.ts';
import type { ByteRange, FfmpegRun } from '../ffmpeg/run-ffmpeg.ts';

/** Audio in a file: one stream of it, in one or several recordings that follow each other. */
export interface AudioSource {
  readonly path: string;
  readonly demuxer: string;
  /** The stretches to read, if they are not simply the file. */
  readonly parts?: readonly ByteRange[];
  /** ffmpeg's index of the stream. */
  readonly stream: number;
  /** The decoder to use instead of the one that ffmpeg would choose. */
  readonly decoder?: string | undefined;
  /** Reads all audio of an MP4, also what its edit list hides. */
  readonly ignoresEdits?: boolean;
}

const NO_TAGS = ['-map_metadata', '-1', '-map_chapters', '-1'] as const;

/** Returns the inputs of a run that reads a source. */
export function inputsOf(
  source: AudioSource,
): Pick<FfmpegRun, 'inputOptions' | 'inputPath' | 'inputRange' | 'moreInputs'> {
  const { path, demuxer, decoder, parts = [], ignoresEdits = false } = source;
  const [range, ...more] = parts;
  const edits = ignoresEdits ? ['-ignore_editlist', '1'] : [];
  const decoding = decoder === undefined ? [] : ['-c:a', decoder];
  const options = [...edits, ...decoding, ...inputOptions(demuxer, range !== undefined)];
  return {
    inputOptions: options,
    inputPath: path,
    ...(range === undefined ? {} : { inputRange: range }),
    moreInputs: more.map((one) => ({ options, path, range: one })),
  };
}

/**
 * Returns the options that decode all of a source into one stream, sample after sample.
 *
 * Timestamps are dropped: ffmpeg then counts the samples itself, so that nothing is lost where times jump back,
 * where recordings were appended, or where the sample rate changes and filters start over.
 *
 * @param filters what to make of each recording; all of them must come out in one format.
 */
export function decodeOptions({ parts = [], stream }: AudioSource, filters: string): readonly string[] {
  if (parts.length < 2) return ['-map', `0:${stream}`, ...NO_TAGS, '-af', `${filters},${UNTIMED}`];
  const each = parts.map((_, index) => `[${index}:${stream}]${filters},asetpts=N/SR/TB[p${index}]`);
  const pads = parts.map((_, index) => `[p${index}]`).join('');
  const graph = [...each, `${pads}concat=n=${parts.length}:v=0:a=1,${UNTIMED}[all]`].join(';');
  return ['-filter_complex', graph, '-map', '[all]', ...NO_TAGS];
}

/** Without timestamps, ffmpeg counts samples. */
const UNTIMED = 'asetpts=NAN';
