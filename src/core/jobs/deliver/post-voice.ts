import type { Job } from '../../model/job/job.ts';
import type { VoiceFile } from '../../model/job/job-files.ts';
import type { VoiceMessageAdapter } from '../../ports/delivery.ts';
import type { JobContext, JobDependencies } from '../context/job-context.ts';
import { postSignal } from './post-signal.ts';
import { postedSoFar, recordPosted, roundOf } from './posted.ts';

/** Whether the voice message of this round has been posted: then only the text is left to post. */
export function isVoicePosted(job: Job): boolean {
  const key = voiceKey(job);
  return postedSoFar(job).some((batch) => batch.key === key);
}

/**
 * Posts the voice message of an outcome before its text. If it cannot be sent, or is refused, the record
 * drops it, and the file is posted with the text.
 *
 * @throws {BotError} `delivery-failed` or `bot-token-rejected` when it is worth another try.
 */
export async function postVoice(
  context: JobContext,
  needs: Pick<JobDependencies, 'clock'>,
  voice: VoiceFile,
  adapter: VoiceMessageAdapter | undefined,
): Promise<void> {
  const { job } = context;
  if (isVoicePosted(job)) return;
  context.signal.throwIfAborted();
  // The channel may differ from the one it was encoded for: a result can be requested from elsewhere.
  const limits = adapter?.limits(job.origin);
  const fits =
    limits !== undefined &&
    voice.sizeBytes <= limits.maxFileBytes &&
    voice.durationMs <= limits.maxDurationMs;
  const key = voiceKey(job);
  const post = { ...voice, key, jobId: job.id };
  await context.requireHeld();
  const receipt = fits ? await adapter?.post(job.origin, post, postSignal(context, needs)) : undefined;
  if (receipt !== undefined) await recordPosted(context, { key, receipt });
  else await context.save('voice-message-not-taken', withoutVoice);
}

/** Returns a key without a number at its end: the text beside it is the first message of the outcome. */
function voiceKey(job: Job): string {
  return `${job.id}:${roundOf(job)}:voice`;
}

function withoutVoice(job: Job): Job {
  if (job.work.stage !== 'encoded') return job;
  const { voice: _voice, ...work } = job.work;
  return { ...job, attempt: 0, work };
}
