import { stat } from 'node:fs/promises';
import { BotError } from '../../model/errors.ts';
import type { CollectedFile } from '../../model/job/job-files.ts';
import type { Sound } from '../../ports/audio.ts';
import type { AudioTools } from '../ffmpeg/audio-tools.ts';
import { inputOptions } from '../ffmpeg/input-options.ts';
import { deadlineForSound } from '../ffmpeg/limits.ts';
import { readDeclared } from '../headers/declared.ts';
import { firstLine } from '../measure/failure.ts';

/** All parts of one speech have the same rate; whichever it is, they are joined at this one. */
const JOINED_FORMAT = 'aformat=sample_fmts=s16:sample_rates=48000:channel_layouts=mono';
/** One sample at each seam is rounding; more would be a gap. */
const TOLERANCE_MS = 50;

/**
 * Joins tracks as documented for `Audio.join`: decoded, appended sample by sample and measured as a whole.
 */
export async function joinSounds(
  tools: AudioTools,
  sounds: readonly Sound[],
  toPath: string,
  signal: AbortSignal,
): Promise<Omit<CollectedFile, 'name'>> {
  const [first, ...more] = sounds;
  if (first === undefined) throw new BotError('internal', 'There is nothing to join');
  const wholeMs = sounds.reduce((sum, sound) => sum + sound.durationMs, 0);
  const formatted = sounds.map((_, index) => `[${index}:a:0]${JOINED_FORMAT},asetpts=N/SR/TB[s${index}]`);
  const pads = sounds.map((_, index) => `[s${index}]`).join('');
  const graph = [...formatted, `${pads}concat=n=${sounds.length}:v=0:a=1[whole]`].join(';');
  const outcome = await tools.ffmpeg.run(
    {
      inputOptions: inputOptions(first.demuxer),
      inputPath: first.path,
      moreInputs: more.map(({ path, demuxer }) => ({ options: inputOptions(demuxer), path })),
      outputOptions: ['-filter_complex', graph, '-map', '[whole]', '-c:a', 'pcm_s16le', '-f', 'wav'],
      output: toPath,
      deadlineMs: deadlineForSound(tools.limits, wholeMs),
    },
    signal,
  );
  if (!outcome.ok) throw new BotError('ffmpeg-failed', `joining failed: ${firstLine(outcome)}`);
  const durationMs = Math.round((await readDeclared(toPath, 'wav')).plainMs ?? 0);
  if (Math.abs(durationMs - wholeMs) > TOLERANCE_MS * sounds.length) {
    throw new BotError('ffmpeg-failed', `joined to ${durationMs} ms instead of ${wholeMs} ms`);
  }
  return { path: toPath, sizeBytes: (await stat(toPath)).size, durationMs, demuxer: 'wav' };
}
