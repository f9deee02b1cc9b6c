import { join } from 'node:path';
import type { CollectedFile, EncodedTrack, VoiceFile } from '../../model/job/job-files.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';

type Needs = Pick<JobDependencies, 'audio' | 'platform'>;

/**
 * Makes the requested voice message if the channel accepts one of this length and size; else returns
 * `undefined`, and the file is posted.
 *
 * @param track as encoded; its file stays, in case the channel refuses the voice message.
 * @param input what it was encoded from.
 */
export async function makeVoice(
  context: JobContext,
  needs: Needs,
  track: EncodedTrack,
  input: CollectedFile,
  folder: string,
): Promise<VoiceFile | undefined> {
  const { origin, request } = context.job;
  if (request.service !== 'speech' || request.as !== 'voice-message') return undefined;
  const limits = needs.platform(origin.platform).adapter.voice?.limits(origin);
  const [file, ...more] = track.files;
  if (
    limits === undefined ||
    file === undefined ||
    more.length > 0 ||
    input.durationMs > limits.maxDurationMs
  )
    return undefined;
  const made = await needs.audio.encodeVoice(input, join(folder, 'voice-message.ogg'), context.signal);
  if (made === undefined || made.sizeBytes > limits.maxFileBytes) return undefined;
  return { ...made, peaks: file.peaks ?? [] };
}
