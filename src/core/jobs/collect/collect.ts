import { accountOf } from '../../accounts/provider-account.ts';
import { BotError } from '../../model/errors.ts';
import { isCostOpen, type Submission } from '../../model/job/job.ts';
import { newDelivery } from '../../model/job/new-delivery.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import type { Made } from '../encode/made.ts';
import { writeWords } from '../encode/write-words.ts';
import { lengthOfWords } from '../money/result-length.ts';
import { saveMeasured } from '../money/save-measured.ts';
import { collectTracks } from './collect-tracks.ts';
import { readWords } from './read-words.ts';

type Needs = Pick<
  JobDependencies,
  'clock' | 'accounts' | 'audio' | 'download' | 'folders' | 'observer' | 'outages' | 'platform'
>;

/**
 * Gets the result and makes what is posted of it: an M4A per track, within the channel's size limit, or text files;
 * and a picture. A voice stays at AudioPod.
 */
export async function collect(context: JobContext, needs: Needs): Promise<StageResult> {
  context.show();
  const { id, request, submissions } = context.job;
  const completed = submissions.filter((one) => one.state === 'completed');
  const [submission, ...parts] = completed;
  if (submission === undefined) throw new BotError('result-missing', 'The job has no submission');
  const made = await madeOf(context, needs, [submission, ...parts]);
  await context.save('encoded', (job) => ({
    ...job,
    attempt: 0,
    work: { stage: 'encoded', ...made },
    delivery: newDelivery(job.delivery),
  }));
  needs.observer.jobOver(request.service, 'done');
  await needs.folders.removeTemp(id);
  return 'continue';
}

async function madeOf(
  context: JobContext,
  needs: Needs,
  submissions: readonly [Submission, ...Submission[]],
): Promise<Made> {
  switch (context.job.request.service) {
    case 'clone':
      await forgetVoices(context, needs);
      return { files: [], documents: [] };
    case 'transcription':
    case 'diarization':
      return wordsOf(context, needs, submissions[0]);
    default:
      return collectTracks(context, needs, submissions);
  }
}

/** There is nothing to fetch for a voice. But the next list of voices must not be one cached before it was made. */
async function forgetVoices(context: JobContext, needs: Needs): Promise<void> {
  using account = await accountOf(needs.accounts, context.job.keyId);
  await account.voices.forget();
}

/** Words are small, so a crash has them read again. Only their cost is saved before the files are written. */
async function wordsOf(context: JobContext, needs: Needs, submission: Submission): Promise<Made> {
  const words = await readWords(context, needs, submission);
  if (isCostOpen(context.job))
    await saveMeasured(context, needs, (job) => job, lengthOfWords(context.job.request, words));
  return writeWords(context, needs, words, await needs.folders.undelivered(context.job.id));
}
