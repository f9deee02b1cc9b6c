import type { Action } from '../../core/model/job/action.ts';
import type { Job } from '../../core/model/job/job.ts';
import type { JobRecords } from '../../core/ports/store.ts';
import { explainFailure } from '../../core/text/explain-failure.ts';
import { costText, stateText } from '../../core/text/job-state.ts';
import {
  askedText,
  outcomeActions,
  outcomeText,
  progressActions,
  progressText,
} from '../../core/text/outcome.ts';
import { trackName } from '../../core/text/sound-name.ts';
import { translate } from '../../core/text/words.ts';
import { actionViews } from './action-view.ts';
import { askedLine } from './asked-line.ts';
import { PLATFORM, type Visitor } from './guard/visitor.ts';
import type { KeptFile, KeptPost, PostArchive } from './post-archive.ts';
import type { ProgressBoard } from './progress-board.ts';
import { webWord } from './text/words.ts';
import type { FileView, JobView, PostView } from './view.ts';

/** A private job is seen by the member alone, and another platform's by nobody here. */
export function canSee(job: Job, member: string): boolean {
  const { platform, visibility } = job.origin;
  return platform === PLATFORM && (visibility === 'public' || job.origin.member === member);
}

/** Draws up what a visitor sees of a job, in their language, from its record, its posts and its progress. */
export function createJobViews(parts: {
  readonly archive: PostArchive;
  readonly board: ProgressBoard;
  readonly jobs: Pick<JobRecords, 'waitingBefore'>;
}): (job: Job, visitor: Visitor) => Promise<JobView> {
  return async (record, visitor) => {
    const { locale } = visitor;
    const job: Job = { ...record, origin: { ...record.origin, locale } };
    const kept = latestPosts(await parts.archive.of(job.id));
    const state = stateOf(job, kept);
    const isGoingOn = state === 'waiting' || state === 'running';
    const before = state === 'waiting' ? await parts.jobs.waitingBefore(record) : 0;
    const percent = isGoingOn ? parts.board.percentOf(job.id) : undefined;
    const isMine = job.origin.member === visitor.member;
    // Words of an earlier end, such as a doubt, are over once the work goes on.
    const shown = isGoingOn ? kept.filter((post) => post.files.length > 0) : kept;
    const posts = shown.map((post) => postView(job, post));
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
      asked: askedLine(job.request),
      state,
      status: statusOf(job, state, before),
      ...(percent === undefined ? {} : { percent }),
      cost: costText(job),
      posts: posts.length > 0 || isGoingOn ? posts : [explained(job)],
      actions: actionViews(
        // Going on from a result is open to whoever sees it; the rest is the owner's.
        actionsOf(job, isGoingOn).filter((action) => isMine || action.kind === 'next'),
        locale,
      ),
      ...(posts.flatMap((post) => post.files).length > 1
        ? { archiveUrl: `/playground/jobs/${job.id}/all.zip` }
        : {}),
    };
  };
}

/** Without what a later post replaces: sounds that were posted again, and words that something followed. */
export function latestPosts(posts: readonly KeptPost[]): readonly KeptPost[] {
  return posts.filter(({ files }, at) => {
    const later = new Set(posts.slice(at + 1).flatMap((post) => post.files.map((file) => file.fileName)));
    return files.length === 0 ? at === posts.length - 1 : files.some((file) => !later.has(file.fileName));
  });
}

/** Where a kept file is fetched. */
export function fileUrl(jobId: string, post: KeptPost, file: KeptFile): string {
  return `/playground/files/${jobId}/${post.id}.${file.stored}`;
}

/** A post may be there a moment before the record says that it was delivered. */
function stateOf(job: Job, posts: readonly KeptPost[]): JobView['state'] {
  const { work, delivery } = job;
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

/** A voice that was made comes in words alone; those from before it was made, such as a doubt, are not its outcome. */
function isOutcome(post: KeptPost, { history }: Job): boolean {
  if (post.files.length > 0) return true;
  const encoded = history.findLast(({ event }) => event === 'encoded');
  return encoded !== undefined && post.postedAtMs >= encoded.atMs;
}

function statusOf(job: Job, state: JobView['state'], before: number): string {
  const { locale } = job.origin;
  if (state === 'done') return translate(locale, 'job.state.done');
  if (state !== 'waiting' && state !== 'running') return stateText(job);
  return job.cancelRequested === true ? webWord(locale, 'state.stopping') : progressText(job, before);
}

function actionsOf(job: Job, isGoingOn: boolean): readonly Action[] {
  if (isGoingOn) return job.cancelRequested === true ? [] : progressActions(job);
  if (job.delivery.state === 'undeliverable') return [{ kind: 'fetch', jobId: job.id }];
  return outcomeActions(job);
}

function postView(job: Job, post: KeptPost): PostView {
  return {
    id: post.id,
    text: post.text,
    files: post.files.map((file) => fileView(job, post, file)),
    ...(post.picture === undefined
      ? {}
      : { pictureUrl: fileUrl(job.id, post, post.picture), pictureAlt: post.picture.title }),
  };
}

function fileView(job: Job, post: KeptPost, file: KeptFile): FileView {
  const sound =
    job.work.stage === 'encoded' ? job.work.files.find((one) => one.fileName === file.fileName) : undefined;
  const shared = {
    isSound: file.mimeType.startsWith('audio/'),
    fileName: file.fileName,
    url: fileUrl(job.id, post, file),
    sizeBytes: file.sizeBytes,
  };
  if (sound === undefined) return { ...shared, name: file.title };
  const { name, part, parts, durationMs } = sound;
  const which = parts > 1 ? ` (${part}/${parts})` : '';
  const label = headOf(trackName(job.origin.locale, name)) + which;
  return { ...shared, name: name + which, label, durationMs };
}

/** It stands alone before a player. */
function headOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A job that ended without a post still explains itself, for example when the disk was full. */
function explained(job: Job): PostView {
  const text =
    job.delivery.state === 'undeliverable'
      ? explainFailure(job.origin.locale, job.delivery.failure, job.money)
      : outcomeText(job);
  return { id: 'explained', text, files: [] };
}
