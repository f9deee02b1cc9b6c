import { BotError } from '../../model/errors.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Store } from '../../ports/store.ts';

/** Links work for about an hour (AudioPod API notes 1.10), and none is older than the job it belongs to. */
const LINKS_WORK_MS = 3_600_000;

/**
 * Throws early when a finished result certainly cannot be fetched again. Its files may still be on the disk,
 * or its links, which need no key, may still work. Otherwise AudioPod is asked with the key that made it;
 * whether a key connected since opens the same account only shows when that is tried.
 *
 * @throws {BotError} `own-key-gone`.
 */
export async function requireResultAvailable(
  { keys, rules }: Pick<Store, 'keys' | 'rules'>,
  job: Job,
  nowMs: number,
): Promise<void> {
  const { keyId, work, delivery } = job;
  if (keyId === undefined || !isWorkOver(work)) return;
  if (work.stage === 'encoded' && delivery.state !== 'done') return;
  if (hasWorkingLinks(job, nowMs)) return;
  if ((await keys.get(keyId)) !== undefined) return;
  if ((await rules.tenant(job.origin.tenant)).key !== undefined) return;
  throw new BotError('own-key-gone', `The key ${keyId} is not stored`);
}

function hasWorkingLinks({ request, submissions }: Job, nowMs: number): boolean {
  // Transcripts are read without a link, and a voice has nothing to download.
  const { service } = request;
  if (service === 'transcription' || service === 'diarization' || service === 'clone') return false;
  return submissions.every(
    ({ outputs = [], submittedAtMs }) => outputs.length > 0 && nowMs - submittedAtMs < LINKS_WORK_MS,
  );
}
