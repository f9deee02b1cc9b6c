import { BARS } from '../../pictures/waveform-picture.ts';
import type { Sound } from '../../ports/audio.ts';
import type { Log } from '../../ports/log.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { readDeclared } from '../headers/declared.ts';
import { fitPeaks, heardPeaks, listenFilter, windowOf } from './listen.ts';

/** Assumed if the header states none; only the number of peaks depends on it, and they are resampled. */
const USUAL_RATE_HZ = 44_100;

/**
 * Reads a track's loudness over time.
 *
 * Peaks are only for a picture, so any failure except an abort by the caller is logged and returns none.
 */
export async function readPeaks(
  tools: AudioTools,
  log: Log,
  sound: Sound,
  signal: AbortSignal,
): Promise<readonly number[]> {
  try {
    const { sampleRateHz = USUAL_RATE_HZ } = await readDeclared(sound.path, sound.demuxer);
    const filter = listenFilter(windowOf(sound.durationMs, sampleRateHz, BARS));
    const run = {
      inputOptions: inputOptions(sound.demuxer),
      inputPath: sound.path,
      outputOptions: [...FIRST_SOUND, '-af', filter, '-f', 'null'],
      deadlineMs: deadlineForSound(tools.limits, sound.durationMs),
    };
    const peaks = heardPeaks((await tools.ffmpeg.run(run, signal)).report);
    return peaks.length === 0 ? [] : fitPeaks(peaks, BARS);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ error }, 'peaks-failed');
    return [];
  }
}
