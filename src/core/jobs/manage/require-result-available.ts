import { BotError } from '../../model/errors.ts';
import { isWorkOver, type Job } from '../../model/job/job.ts';
import type { Store } from '../../ports/store.ts';

/** Links work for about an hour (AudioPod API notes 1.10), and none is older than the job it belongs to. */
const LINKS_WORK_MS = 3_600_000;

/**
 * Says at once when a finished result can certainly not be had again. Its files may still be here, or its links, which
 * need no key. Else AudioPod is asked with the key that made it; whether one that was connected since opens the same
 * account shows when that is tried.
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
  throw new BotError('own-key-gone', `The key ${keyId} is not on record`);
}

function hasWorkingLinks({ request, submissions }: Job, nowMs: number): boolean {
  // Words are read without a link, and of a voice there is nothing to download.
  const { service } = request;
  if (service === 'transcription' || service === 'diarization' || service === 'clone') return false;
  return submissions.every(
    ({ outputs = [], submittedAtMs }) => outputs.length > 0 && nowMs - submittedAtMs < LINKS_WORK_MS,
  );
}
