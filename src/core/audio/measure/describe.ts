import type { SourceTags } from '../../model/job/title.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForBytes } from '../ffmpeg/limits.ts';
import type { ByteRange } from '../ffmpeg/run-ffmpeg.ts';
import { readFailure } from './failure.ts';

/** One audio stream, as ffmpeg describes it. */
export interface AudioStream {
  /** ffmpeg's index. */
  readonly index: number;
  /** Such as `aac` or `pcm_s16le`; `none` if unknown. */
  readonly codec: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly isDefault: boolean;
}

/** What a file contains, before any of it is decoded. */
export interface Description {
  readonly audio: readonly AudioStream[];
  /** Streams that are neither audio nor an attached picture. */
  readonly otherStreams: number;
  /** The length of the longest stream by the container's word, absent if it has none. */
  readonly durationMs?: number;
  /** When its first stream starts. */
  readonly startMs: number;
  readonly tags: SourceTags;
}

/** The extent of what is described. */
export interface Described {
  readonly path: string;
  readonly demuxer: string;
  readonly range?: ByteRange | undefined;
}

/**
 * Lists the streams and tags of a file. Tags may contain anything, even lines that look like a stream. So
 * what is added to a description may only make its reader more careful.
 *
 * @throws {BotError} `file-damaged`, `file-not-audio`, `ffmpeg-missing`, `ffmpeg-failed`, `ffmpeg-timeout`.
 */
export async function describeFile(
  tools: AudioTools,
  { path, demuxer, range }: Described,
  signal: AbortSignal,
): Promise<Description> {
  const run = {
    inputOptions: inputOptions(demuxer, range !== undefined),
    inputPath: path,
    ...(range === undefined ? {} : { inputRange: range }),
    outputOptions: ['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'ffmetadata'],
    deadlineMs: deadlineForBytes(tools.limits, 0),
    describes: true,
  };
  const outcome = await tools.ffmpeg.run(run, signal);
  if (!outcome.ok) throw readFailure(outcome);
  return parseDescription(outcome.log);
}

/** Followed by the index, then a number and a language in some formats, then the kind. */
const STREAM = '  Stream #0:';
const AUDIO = ': Audio: ';
const LENGTH = /^ {2}Duration: (?:N\/A|(\d+):(\d\d):([\d.]+))(?:, start: (-?[\d.]+))?/;
const TAG = /^ {4,6}(title|artist|album) *: (.*)$/i;

/** Parses what ffmpeg prints about its input. */
export function parseDescription(log: string): Description {
  const audio: AudioStream[] = [];
  const lengthsMs: number[] = [];
  const tags = new Map<string, string>();
  let otherStreams = 0;
  let startMs = 0;
  for (const line of log.split('\n')) {
    if (line.startsWith(STREAM)) {
      const audioAt = line.indexOf(AUDIO);
      const index = Number.parseInt(line.slice(STREAM.length), 10);
      if (audioAt > 0) audio.push(audioStream(index, line.slice(audioAt + AUDIO.length)));
      else if (!line.endsWith('(attached pic)')) otherStreams += 1;
    }
    const [isLength, hours, minutes, seconds, start = '0'] = LENGTH.exec(line) ?? [];
    if (isLength !== undefined) startMs = Math.max(startMs, Number(start) * 1000);
    if (hours !== undefined) {
      lengthsMs.push((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
    }
    const [, tag = '', text = ''] = TAG.exec(line) ?? [];
    // What belongs to the file comes before what belongs to its streams.
    const name = tag.toLowerCase();
    if (text !== '' && !tags.has(name)) tags.set(name, text);
  }
  return {
    audio,
    otherStreams,
    ...(lengthsMs.length === 0 ? {} : { durationMs: Math.max(...lengthsMs) }),
    startMs,
    tags: Object.fromEntries(tags),
  };
}

/** Parses such as `aac (LC) (mp4a / 0x6134706D), 44100 Hz, 5.1(side), fltp, 127 kb/s (default)`. */
function audioStream(index: number, text: string): AudioStream {
  const [, rate, layout = ''] = /, (\d+) Hz, ([^,]+)/.exec(text) ?? [];
  return {
    index,
    codec: /^\w+/.exec(text)?.[0] ?? 'none',
    rateHz: Number(rate ?? 0),
    channels: channelsIn(layout),
    isDefault: text.includes('(default)'),
  };
}

/** Channels of a layout without a number in its name, such as `octagonal`. */
const MANY_CHANNELS = 8;

function channelsIn(layout: string): number {
  if (layout === 'mono') return 1;
  if (layout === 'stereo') return 2;
  const [, whole, low] = /^(\d+)(?:\.(\d+)|\s+channels)?/.exec(layout) ?? [];
  return whole === undefined ? MANY_CHANNELS : Number(whole) + Number(low ?? 0);
}
