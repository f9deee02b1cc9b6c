import { join } from 'node:path';
import type { CollectedFile, VoiceFile } from '../../model/job/job-files.ts';
import type { Encoded } from '../../ports/audio.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'audio' | 'platform'>;

/** The finest resolution at which the waveform is drawn. */
const STEPS = 1_000;

/**
 * Makes the requested voice message if the channel accepts one of this length and size; else returns
 * `undefined`, and the file is posted.
 *
 * @param sounds the encoded tracks; their files stay, in case the channel refuses the voice message.
 */
export async function makeVoice(
  context: JobContext,
  needs: Needs,
  sounds: readonly (Encoded & { readonly input: CollectedFile })[],
  folder: string,
): Promise<VoiceFile | undefined> {
  const { origin, request } = context.job;
  if (request.service !== 'speech' || request.as !== 'voice-message') return undefined;
  const limits = needs.platform(origin.platform).adapter.voice?.limits(origin);
  const [sound, ...more] = sounds;
  const isOne = sound?.files.length === 1 && more.length === 0;
  if (limits === undefined || !isOne || sound.input.durationMs > limits.maxDurationMs) return undefined;
  const made = await needs.audio.encodeVoice(sound.input, join(folder, 'voice-message.ogg'), context.signal);
  if (made === undefined || made.sizeBytes > limits.maxFileBytes) return undefined;
  return { ...made, peaks: sound.peaks.map((peak) => Math.round(peak * STEPS) / STEPS) };
}
