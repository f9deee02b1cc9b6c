import type { CollectedFile, EncodedTrack } from '../../model/job/job-files.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { namesOf } from './names-of.ts';

/** Encodes one track as M4A within the channel's size limit, into the job's folder for what is posted. */
export async function encodeTrack(
  { job }: JobContext,
  needs: Pick<JobDependencies, 'audio' | 'folders' | 'platform'>,
  input: CollectedFile,
  signal: AbortSignal,
): Promise<EncodedTrack> {
  const { id, origin } = job;
  const { maxFileBytes } = needs.platform(origin.platform).adapter.limits(origin);
  const folder = await needs.folders.undelivered(id);
  const { name, durationMs } = input;
  const order = { ...namesOf(job, name), input, folder, maxFileBytes };
  return { name, durationMs, ...(await needs.audio.encode(order, signal)) };
}
