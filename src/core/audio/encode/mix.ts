import { stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import type { MixOrder } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { firstLine } from '../measure/failure.ts';
import { BITRATES_KBPS } from './encode-plan.ts';
import { aacOptions, EXACT, SUPPORTED_FORMAT, titleOptions } from './encode-stretch.ts';
import { verifyComplete } from './verify-complete.ts';

/** Stems at full volume add up to the song, whose loudest samples the encoder may push beyond full scale. */
const LIMITER = 'alimiter=limit=0.98:level=disabled';

/** The demuxer of the bot’s own M4A files. */
const M4A = 'mov';

/**
 * Mixes tracks into one M4A as documented for `Audio.mix`: each is decoded, multiplied by its volume and added.
 */
export async function mixSounds(tools: AudioTools, order: MixOrder, signal: AbortSignal): Promise<number> {
  const { tracks, toPath } = order;
  const [first, ...more] = tracks;
  if (first === undefined) throw new BotError('internal', 'There is nothing to mix');
  const longestMs = Math.max(...tracks.map(({ durationMs }) => durationMs));
  const scaled = tracks.map(({ volume }, index) => `[${index}:a:0]volume=${volume.toFixed(3)}[v${index}]`);
  const pads = tracks.map((_, index) => `[v${index}]`).join('');
  const sum = `amix=inputs=${tracks.length}:duration=longest:dropout_transition=0:normalize=0`;
  const graph = [...scaled, `${pads}${sum},${LIMITER},${SUPPORTED_FORMAT},asetpts=N/SR/TB[mix]`].join(';');
  const outcome = await tools.ffmpeg.run(
    {
      inputOptions: inputOptions(M4A),
      inputPath: first.path,
      moreInputs: more.map(({ path }) => ({ options: inputOptions(M4A), path })),
      outputOptions: [
        ...[
          '-filter_complex',
          graph,
          '-map',
          '[mix]',
          '-map_metadata',
          '-1',
          ...aacOptions(BITRATES_KBPS[0]),
        ],
        ...[...EXACT, ...titleOptions(order.title), '-movflags', '+faststart', '-f', 'ipod'],
      ],
      output: toPath,
      deadlineMs: deadlineForSound(tools.limits, longestMs * tracks.length),
    },
    signal,
  );
  if (!outcome.ok) throw new BotError('ffmpeg-failed', `mixing failed: ${firstLine(outcome)}`);
  await verifyComplete(toPath, longestMs);
  return (await stat(toPath)).size;
}
