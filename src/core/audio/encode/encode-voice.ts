import { rm, stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import type { VoiceFile } from '../../model/job/job-files.ts';
import type { Sound } from '../../ports/audio.ts';
import type { Log } from '../../ports/log.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { FIRST_SOUND, inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { countSamples } from '../measure/count-samples.ts';
import { firstLine } from '../measure/failure.ts';
import type { AudioSource } from '../measure/source.ts';

/** Opus pads its last frame of 20 ms, and players subtract the pre-skip at the start. */
const TOLERANCE_MS = 60;

/** The format chat clients record in themselves (Discord facts 2.5). */
const AS_RECORDED = [
  ...['-af', 'aformat=sample_rates=48000:channel_layouts=mono,asetpts=N/SR/TB'],
  ...['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip'],
] as const;

/**
 * Encodes a track as a voice message, as documented for {@link Audio.encodeVoice}.
 *
 * Any failure except an abort by the caller is logged and returns `undefined`: an ffmpeg may lack Opus.
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
    const made: AudioSource = { path: toPath, demuxer: 'ogg', stream: 0 };
    const { durationMs } = await countSamples(tools, made, undefined, signal);
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
