import type { Clock } from '../clock.ts';
import { type Log, silentLog } from '../log.ts';
import type { Audio } from './audio.ts';
import { encode } from './encode.ts';
import { encodeVoice } from './encode-voice.ts';
import { createFfmpegPool } from './ffmpeg-pool.ts';
import { hearPeaks } from './hear-peaks.ts';
import { joinSounds } from './join.ts';
import { type AudioLimits, DEFAULT_LIMITS } from './limits.ts';
import { type AudioTools, measure, measureResult } from './measure.ts';
import { sniff } from './sniff.ts';
import { timeline } from './timeline.ts';
import { waveform } from './waveform.ts';

/** What the audio room is built from. */
export interface AudioOptions {
  /** As `findFfmpeg` answers it. */
  readonly ffmpegPath: string;
  /** Most ffmpeg processes at a time; the number of cores is a good value. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log?: Log;
  readonly limits?: Partial<AudioLimits>;
}

/**
 * Everything that runs ffmpeg, behind one pool.
 *
 * @example
 * const audio = createAudio({ ffmpegPath: await findFfmpeg(env), concurrency: 2, clock: systemClock });
 */
export function createAudio(options: AudioOptions): Audio {
  const { ffmpegPath, clock, concurrency, log = silentLog } = options;
  const tools: AudioTools = {
    ffmpeg: createFfmpegPool({ ffmpegPath, clock }, concurrency),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
  return {
    sniff,
    measure: (path, demuxer, signal) => measure(tools, path, demuxer, signal),
    measureResult: (path, demuxer, signal) => measureResult(tools, path, demuxer, signal),
    join: (sounds, toPath, signal) => joinSounds(tools, sounds, toPath, signal),
    peaks: (sound, signal) => hearPeaks(tools, log, sound, signal),
    encode: (order, signal) => encode(tools, order, signal),
    encodeVoice: (sound, toPath, signal) => encodeVoice(tools, log, sound, toPath, signal),
    waveform: (lanes, toPath, signal) => waveform(log, lanes, toPath, signal),
    timeline: (turns, toPath, signal) => timeline(log, turns, toPath, signal),
  };
}
