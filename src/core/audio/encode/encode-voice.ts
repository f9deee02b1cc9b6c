import { rm, stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import type { VoiceFile } from '../../model/job/job-files.ts';
import type { Sound } from '../../ports/audio.ts';
import type { Log } from '../../ports/log.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { type AudioTools, firstLine, measure } from '../measure/measure.ts';

/** Opus fills its last frame, 20 ms, and what is missing at the start is counted back by players. */
const TOLERANCE_MS = 60;

/** What clients of chat programs record themselves (Discord facts 2.5). */
const AS_RECORDED = [
  ...['-af', 'aformat=sample_rates=48000:channel_layouts=mono'],
  ...['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip'],
] as const;

/**
 * Makes a voice message of a sound, as {@link Audio.encodeVoice} says. Whatever goes wrong, other than the caller
 * giving up, is logged and answered with `undefined`: an ffmpeg may well lack Opus.
 */
export async function encodeVoice(
  tools: AudioTools,
  log: Log,
  sound: Sound,
  toPath: string,
  signal: AbortSignal,
): Promise<Omit<VoiceFile, 'peaks'> | undefined> {
  try {
    const outcome = await tools.ffmpeg.run(
      {
        inputOptions: inputOptions(sound.demuxer),
        inputPath: sound.path,
        outputOptions: [
          ...[...FIRST_SOUND, ...AS_RECORDED],
          ...['-fflags', '+bitexact', '-flags:a', '+bitexact', '-f', 'ogg'],
        ],
        output: toPath,
        deadlineMs: deadlineForSound(tools.limits, sound.durationMs),
      },
      signal,
    );
    if (!outcome.ok) throw new BotError('ffmpeg-failed', `encoding failed: ${firstLine(outcome)}`);
    const { durationMs } = await measure(tools, toPath, 'ogg', signal);
    if (Math.abs(durationMs - sound.durationMs) > TOLERANCE_MS) {
      throw new BotError('ffmpeg-failed', `it lasts ${durationMs} ms instead of ${sound.durationMs} ms`);
    }
    return { path: toPath, sizeBytes: (await stat(toPath)).size, durationMs };
  } catch (error) {
    await rm(toPath, { force: true });
    signal.throwIfAborted();
    log.warn({ error }, 'voice-message-not-made');
    return undefined;
  }
}
