import { join } from 'node:path';
import type { CollectedFile, VoiceFile } from '../../model/job/job-files.ts';
import type { Encoded } from '../../ports/audio.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'audio' | 'platform'>;

/** What is drawn is no finer than this. */
const STEPS = 1_000;

/**
 * Makes the voice message that was asked for, where the place takes one of this length and size; else `undefined`, and
 * the file is posted.
 *
 * @param sounds the sounds as they were encoded; the files stay, for a place that refuses after all.
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
