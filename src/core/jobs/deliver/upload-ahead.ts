import type { EncodedFile } from '../../model/job/job-files.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { soundFile } from './outgoing-files.ts';

/** Longer than any track takes. What is not uploaded by then is uploaded with its message. */
const DEADLINE_MS = 2 * 60_000;

/**
 * Uploads files of a later post where the platform shows them to nobody before. Never throws except for an abort:
 * whatever is not uploaded ahead is uploaded with the post.
 */
export async function uploadAhead(
  { job, log }: JobContext,
  { clock, outages, platform }: Pick<JobDependencies, 'clock' | 'outages' | 'platform'>,
  files: readonly EncodedFile[],
  stop: AbortSignal,
): Promise<void> {
  const { origin, id } = job;
  const { adapter } = platform(origin.platform);
  if (adapter.uploadAhead === undefined || outages.ofPlatform(origin.platform).isDown()) return;
  const signal = AbortSignal.any([stop, clock.timeout(DEADLINE_MS)]);
  try {
    for (const file of files) await adapter.uploadAhead(origin, id, soundFile(job, file), signal);
  } catch (error) {
    stop.throwIfAborted();
    log.info({ error }, 'not-uploaded-ahead');
  }
}
