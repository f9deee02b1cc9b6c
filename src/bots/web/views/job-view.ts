import type { QueuePlace } from '../../../core/jobs/context/queue-place.ts';
import type { Action } from '../../../core/model/job/action.ts';
import { outcomeActions, progressActions } from '../../../core/model/job/action.ts';
import type { Job } from '../../../core/model/job/job.ts';
import { explainFailure } from '../../../core/text/explain-failure.ts';
import { costText, stateText } from '../../../core/text/job-state.ts';
import { askedText, type Estimates, outcomeText, progressText } from '../../../core/text/outcome.ts';
import { translate } from '../../../core/text/words.ts';
import type { JobProgress } from '../deliver/job-progress.ts';
import type { KeptPost, PostArchive } from '../files/post-archive.ts';
import type { SourceFiles } from '../files/source-files.ts';
import type { SpeakerNameStore } from '../files/speaker-names.ts';
import type { Visitor } from '../guard/visitor.ts';
import type { JobView, PostView } from '../protocol/view.ts';
import { webWord } from '../text/words.ts';
import { actionViews } from './action-view.ts';
import { editableLine, fileOfRequest } from './editable-line.ts';
import { fileUrl, fileView } from './file-view.ts';
import { mixableTracks } from './mixable-tracks.ts';
import { requestLine } from './request-line.ts';
import { sourceView } from './source-view.ts';
import { type Speakers, transcriptView } from './transcript-view.ts';

/** Builds what a visitor sees of a job, in their language, from its record, its posts and its progress. */
export function createJobViews(parts: {
  readonly archive: PostArchive;
  readonly sources: SourceFiles;
  readonly speakerNames: SpeakerNameStore;
  /** Reads another job, of whose result this one was made. */
  readonly load: (jobId: string) => Promise<Job | undefined>;
  readonly progress: JobProgress;
  readonly placeInLine: (job: Job) => Promise<QueuePlace>;
}): (job: Job, visitor: Visitor) => Promise<JobView> {
  return async (record, visitor) => {
    const { locale } = visitor;
    const job: Job = { ...record, origin: { ...record.origin, locale } };
    const kept = latestPosts(await parts.archive.of(job.id));
    const state = stateOf(job, kept);
    const isActive = state === 'waiting' || state === 'running';
    const place = state === 'waiting' ? await parts.placeInLine(record) : undefined;
    const { percent, secondsLeft } = isActive ? parts.progress.of(job.id) : {};
    const isMine = job.origin.member === visitor.member;
    // Text about an earlier outcome, such as an unconfirmed charge, no longer holds once the job continues.
    const shown = isActive ? kept.filter((post) => post.files.length > 0) : kept;
    const names = kept.some(({ transcript }) => transcript !== undefined)
      ? await parts.speakerNames.of(job.id)
      : {};
    const posts = shown.map((post) => postView(job, post, { names, isMine }));
    const source = state === 'done' ? await sourceView(parts, job, visitor) : undefined;
    return {
      id: job.id,
      version: job.version,
      createdAtMs: job.createdAtMs,
      isMine,
      isAsking: job.work.stage === 'confirming',
      isPrivate: job.origin.visibility === 'private',
      title: job.title,
      summary: askedText(job),
      reference: translate(locale, 'job.reference', { job: job.id }),
      asked: requestLine(job.request),
      service: job.request.service,
      line: editableLine(job.request, isMine),
      hasFile: isMine && fileOfRequest(job.request) !== undefined,
      state,
      status: statusOf(job, state, { ...place, secondsLeft }),
      ...(percent === undefined ? {} : { percent }),
      // A text about the outcome names the cost itself.
      cost: isActive && posts.length === 0 ? costText(job) : '',
      posts: posts.length > 0 || isActive ? posts : [explained(job)],
      ...(source && { source }),
      actions: actionViews(
        // Everybody who sees a result may run a next step on it; the other actions are the owner's.
        actionsOf(job, isActive).filter((action) => isMine || action.kind === 'next'),
        locale,
      ),
      ...(posts.flatMap((post) => post.files).length > 1
        ? { archiveUrl: `/playground/jobs/${job.id}/all.zip` }
        : {}),
    };
  };
}

/** Drops posts that a later one replaces: audio that was posted again, and text that another post followed. */
export function latestPosts(posts: readonly KeptPost[]): readonly KeptPost[] {
  return posts.filter(({ files }, at) => {
    const later = new Set(posts.slice(at + 1).flatMap((post) => post.files.map((file) => file.fileName)));
    return files.length === 0 ? at === posts.length - 1 : files.some((file) => !later.has(file.fileName));
  });
}

/** Maps a job to its state on the card. A post may exist a moment before the record says it was delivered. */
function stateOf(job: Job, posts: readonly KeptPost[]): JobView['state'] {
  const { work, delivery } = job;
  // Nothing goes on until the bot owner decides.
  if (job.isParked) return 'doubt';
  switch (work.stage) {
    case 'failed':
    case 'cancelled':
      return work.stage;
    case 'received':
    case 'confirming':
      return 'waiting';
    case 'submitting':
      return work.told === true || posts.length > 0 ? 'doubt' : 'running';
    case 'encoded':
      if (delivery.state === 'undeliverable') return 'failed';
      return delivery.state === 'done' || posts.some((post) => isOutcome(post, job)) ? 'done' : 'running';
    default:
      return 'running';
  }
}

/**
 * Whether a post is the job's outcome. A voice clone has text only, and text from before it was made is not
 * it.
 */
function isOutcome(post: KeptPost, { history }: Job): boolean {
  if (post.files.length > 0) return true;
  const encoded = history.findLast(({ event }) => event === 'encoded');
  return encoded !== undefined && post.postedAtMs >= encoded.atMs;
}

function statusOf(job: Job, state: JobView['state'], estimates: Estimates): string {
  const { locale } = job.origin;
  if (state === 'done') return translate(locale, 'job.state.done');
  if (state !== 'waiting' && state !== 'running') return stateText(job);
  return job.cancelRequested === true ? webWord(locale, 'state.stopping') : progressText(job, estimates);
}

function actionsOf(job: Job, isActive: boolean): readonly Action[] {
  if (isActive) return job.cancelRequested === true ? [] : progressActions(job);
  if (job.delivery.state === 'undeliverable') return [{ kind: 'fetch', jobId: job.id }];
  return outcomeActions(job);
}

function postView(job: Job, post: KeptPost, speakers: Speakers): PostView {
  return {
    id: post.id,
    text: post.text,
    files: post.files.map((file) => fileView(job, post, file)),
    ...(mixableTracks(job, post).length === 0 ? {} : { mixUrl: `/playground/jobs/${job.id}/mix/${post.id}` }),
    ...(post.picture === undefined
      ? {}
      : { pictureUrl: fileUrl(job.id, post, post.picture), pictureAlt: post.picture.title }),
    ...(post.transcript && { transcript: transcriptView(job, post, speakers) }),
  };
}

/** Builds a post for a job that ended without one, for example because the disk was full. */
function explained(job: Job): PostView {
  const text =
    job.delivery.state === 'undeliverable'
      ? explainFailure(job.origin.locale, job.delivery.failure, job)
      : outcomeText(job);
  return { id: 'explained', text, files: [] };
}
