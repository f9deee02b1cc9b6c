import { BotError } from '../../model/errors.ts';
import { outcomeActions } from '../../model/job/action.ts';
import type { Job, Work } from '../../model/job/job.ts';
import type { DeliveryAdapter, Post, PostLimits } from '../../ports/delivery.ts';
import { pictureOf } from '../../text/describe-files.ts';
import { outcomeText } from '../../text/outcome.ts';
import { missingLines } from '../../text/result-remarks.ts';
import { translate } from '../../text/words.ts';
import { allExist } from '../context/folders.ts';
import type { JobContext, JobDependencies, StageResult } from '../context/job-context.ts';
import { M4A, soundFile, textFile } from './outgoing-files.ts';
import { planPosts } from './plan-posts.ts';
import { postSignal } from './post-signal.ts';
import { isVoicePosted, postVoice } from './post-voice.ts';
import { postedSoFar, recordPosted, roundOf } from './posted.ts';
import { withoutRefused, withRefused } from './refused-file.ts';

type Needs = Pick<JobDependencies, 'clock' | 'folders' | 'observer' | 'platform'>;

type Encoded = Extract<Work, { readonly stage: 'encoded' }>;

/**
 * Posts the outcome, of any kind, where it was requested. Each post is recorded before the next, under a key
 * that stays the same after a crash; files leave the disk only when all of them have been posted.
 */
export async function deliver(context: JobContext, needs: Needs): Promise<StageResult> {
  const { work } = context.job;
  if (work.stage === 'encoded' && !isVoicePosted(context.job) && !(await allExist(filesOf(work)))) {
    await context.save('encoded-files-lost', (job) => ({ ...job, work: { stage: 'completed' } }));
    return 'continue';
  }
  const { adapter } = needs.platform(context.job.origin.platform);
  const round = roundOf(context.job);
  if (work.stage === 'encoded' && work.voice !== undefined)
    await postVoice(context, needs, work.voice, adapter.voice);
  const posts = postsFor(context.job, round, adapter.limits(context.job.origin));
  for (const [message, post] of posts.entries()) {
    if (postedSoFar(context.job).some((batch) => batch.key === post.key)) continue;
    context.signal.throwIfAborted();
    await context.requireHeld();
    const sent = await postUnlessTooLarge(context, needs, adapter, post);
    if (sent instanceof BotError) {
      await context.save('file-refused', (job) => withoutRefused(job, sent, message) ?? job);
      return 'continue';
    }
    if (sent === 'too-large') {
      const again = { work: { stage: 'completed' }, delivery: { state: 'pending', round } } as const;
      await context.save('files-too-large-here', (job) => ({ ...job, attempt: 0, ...again }));
      return 'continue';
    }
    await recordPosted(context, { key: post.key, receipt: sent.receipt });
  }
  const posted = postedSoFar(context.job);
  await context.save('delivered', (job) => ({
    ...job,
    attempt: 0,
    delivery: { state: 'done', round, posted, atMs: needs.clock.now() },
  }));
  await needs.folders.removeUndelivered(context.job.id);
  needs.observer.delivery(context.job.origin.platform, 'done');
  return 'continue';
}

function filesOf({ files, documents, voice, transcript }: Encoded): readonly { readonly path: string }[] {
  return [...files, ...documents, ...[voice, transcript].filter((file) => file !== undefined)];
}

/**
 * Posts, and encodes again for a channel that now announces a lower size limit than before. If its announced
 * limit would allow the files it refused, encoding again would never end.
 *
 * @returns the refusal of a single file, which the others are posted without.
 */
async function postUnlessTooLarge(
  context: JobContext,
  needs: Needs,
  adapter: DeliveryAdapter,
  post: Post,
): Promise<{ readonly receipt: string } | 'too-large' | BotError> {
  try {
    return { receipt: await adapter.post(context.job.origin, post, postSignal(context, needs)) };
  } catch (error) {
    const isTooLarge = error instanceof BotError && error.code === 'files-too-large-here';
    const limits = adapter.limits(context.job.origin);
    if (isTooLarge && !fits(post, limits) && canFit(post, limits)) return 'too-large';
    if (error instanceof BotError && withoutRefused(context.job, error, 0) !== undefined) return error;
    throw error;
  }
}

/** Whether encoding again can make the files fit. Audio can be made smaller; a text file cannot. */
function canFit({ files }: Post, { maxFileBytes }: PostLimits): boolean {
  return files.every((file) => file.mimeType === M4A || file.sizeBytes <= maxFileBytes);
}

function fits({ files }: Post, limits: PostLimits): boolean {
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return files.every((file) => file.sizeBytes <= limits.maxFileBytes) && totalBytes <= limits.maxPostBytes;
}

/** Returns the messages of an outcome, in order. Nothing in them depends on what was posted before. */
export function postsFor(job: Job, round: number, limits: PostLimits): readonly Post[] {
  const key = (index: number): string => `${job.id}:${round}:${index}`;
  const text = outcomeText(job);
  const actions = outcomeActions(job);
  if (job.work.stage !== 'encoded') {
    return [{ key: key(0), jobId: job.id, isRefusal: true, text, files: [], actions }];
  }
  const { work } = job;
  // A voice message covers all of it; only the text is left.
  const isSaid = work.voice !== undefined;
  const picture = isSaid ? undefined : pictureOf(job);
  const files = isSaid
    ? []
    : [
        ...work.files.map((file) => soundFile(job, file)),
        ...work.documents.map((file) => textFile(job, file)),
      ];
  const groups = withRefused(planPosts(files, limits), work.missing ?? []);
  return groups.map((group, index) => ({
    key: key(index),
    jobId: job.id,
    title: job.title,
    text:
      index === 0
        ? text
        : [
            translate(job.origin.locale, 'job.more-files', { page: index + 1, pages: groups.length }),
            ...missingLines(
              job,
              (work.missing ?? []).filter(({ message }) => message === index),
            ),
          ].join('\n'),
    files: group,
    ...(index === 0 && picture !== undefined ? { picture } : {}),
    ...(index === 0 && work.transcript !== undefined ? { transcript: textFile(job, work.transcript) } : {}),
    actions: index === groups.length - 1 ? actions : [],
  }));
}
