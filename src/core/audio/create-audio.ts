import type { Clock } from '../async/clock.ts';
import { timeline } from '../pictures/timeline-picture.ts';
import { waveform } from '../pictures/waveform-picture.ts';
import type { Audio } from '../ports/audio.ts';
import { type Log, silentLog } from '../ports/log.ts';
import { encode } from './encode/encode.ts';
import { encodeVoice } from './encode/encode-voice.ts';
import { joinSounds } from './encode/join.ts';
import { mixSounds } from './encode/mix.ts';
import type { AudioTools } from './ffmpeg/audio-tools.ts';
import { createFfmpegPool } from './ffmpeg/ffmpeg-pool.ts';
import { type AudioLimits, DEFAULT_LIMITS } from './ffmpeg/limits.ts';
import { readPeaks } from './measure/read-peaks.ts';
import { prepareResult } from './prepare/prepare-result.ts';
import { prepareUpload } from './prepare/prepare-upload.ts';

/** The settings of {@link createAudio}. */
export interface AudioOptions {
  /** The path `findFfmpeg` returns. */
  readonly ffmpegPath: string;
  /** The most concurrent ffmpeg processes; the number of cores is a good value. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log?: Log;
  readonly limits?: Partial<AudioLimits>;
}

/** At the lowest priority, a busy machine leaves a process about an eighth of a core. */
const PATIENCE = 3;

/**
 * Creates everything that runs ffmpeg. Looking at uploads has a pool of its own, at the lowest priority: however
 * much there is to look at, what was paid for is worked on meanwhile.
 *
 * @example const audio = createAudio({ ffmpegPath: await findFfmpeg(env), concurrency: 2, clock: systemClock
 *   });
 */
export function createAudio(options: AudioOptions): Audio {
  const { ffmpegPath, clock, concurrency, log = silentLog } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tools: AudioTools = { limits, ffmpeg: createFfmpegPool({ ffmpegPath, clock }, concurrency) };
  const looking: AudioTools = {
    limits: { ...limits, deadlineFloorMs: limits.deadlineFloorMs * PATIENCE },
    ffmpeg: createFfmpegPool({ ffmpegPath, clock, isUnpaid: true }, concurrency / 2),
  };
  return {
    prepareUpload: (path, limits, signal) => prepareUpload(looking, path, limits, signal),
    prepareResult: (path, signal) => prepareResult(tools, path, signal),
    join: (sounds, toPath, signal) => joinSounds(tools, sounds, toPath, signal),
    peaks: (sound, signal) => readPeaks(looking, log, sound, signal),
    encode: (order, signal) => encode(tools, order, signal),
    mix: (order, signal) => mixSounds(looking, order, signal),
    encodeVoice: (sound, toPath, signal) => encodeVoice(tools, log, sound, toPath, signal),
    waveform: (lanes, toPath, signal) => waveform(log, lanes, toPath, signal),
    timeline: (turns, toPath, signal) => timeline(log, turns, toPath, signal),
  };
}
