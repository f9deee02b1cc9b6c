import { isWorkOver, type Job } from '../../core/jobs/job.ts';
import type { JobRequest } from '../../core/jobs/request.ts';
import type { Locale } from '../../core/text/locale.ts';
import { formatUsd } from '../../core/wallet/money.ts';
import { PLATFORM, type Visitor } from './guard/visitor.ts';
import type { KeptFile, KeptPost, PostArchive } from './post-archive.ts';
import type { Translate } from './problem.ts';
import type { ProgressBoard } from './progress-board.ts';
import { webWord } from './text/words.ts';
import type { FileView, JobView, PostView } from './view.ts';

/** A private job is seen by the member alone, and another platform's by nobody here. */
export function canSee(job: Job, member: string): boolean {
  const { platform, visibility } = job.origin;
  return platform === PLATFORM && (visibility === 'public' || job.origin.member === member);
}

/** Draws up what a visitor sees of a job, from its record, its posts and its latest progress. */
export function createJobViews(parts: {
  readonly archive: PostArchive;
  readonly board: ProgressBoard;
  readonly translate: Translate;
}): (job: Job, visitor: Visitor) => Promise<JobView> {
  return async (job, visitor) => {
    const { locale } = visitor;
    const posts = latestPosts(await parts.archive.of(job.id)).map((post) => postView(job, post));
    const state = stateOf(job, posts.length > 0);
    const isGoingOn = state === 'waiting' || state === 'running';
    const progress = isGoingOn ? parts.board.of(job.id) : undefined;
    const cost = costOf(job, locale);
    const isMine = job.origin.member === visitor.member;
    const isStoppable = isGoingOn && !isWorkOver(job.work) && job.cancelRequested !== true;
    return {
      id: job.id,
      createdAtMs: job.createdAtMs,
      isMine,
      isPrivate: job.origin.visibility === 'private',
      title: job.title,
      asked: askedFor(job.request, locale),
      state,
      status: progress?.text ?? statusOf(job, state, locale),
      ...(progress?.percent === undefined ? {} : { percent: progress.percent }),
      ...(cost === undefined ? {} : { cost }),
      posts: posts.length > 0 ? posts : explained(job, locale, parts.translate),
      actions: progress?.actions ?? (isStoppable && isMine ? [{ kind: 'cancel', jobId: job.id }] : []),
      ...(posts.flatMap((post) => post.files).length > 1
        ? { archiveUrl: `/playground/jobs/${job.id}/all.zip` }
        : {}),
    };
  };
}

/** Without the posts whose every sound was posted again later: fetching a result repeats all of it. */
export function latestPosts(posts: readonly KeptPost[]): readonly KeptPost[] {
  return posts.filter(({ files }, at) => {
    const later = new Set(posts.slice(at + 1).flatMap((post) => post.files.map((file) => file.fileName)));
    return files.length === 0 || files.some((file) => !later.has(file.fileName));
  });
}

/** Where a kept file is fetched. */
export function fileUrl(jobId: string, post: KeptPost, file: KeptFile): string {
  return `/playground/files/${jobId}/${post.id}.${file.stored}`;
}

function stateOf(job: Job, isPosted: boolean): JobView['state'] {
  if (job.work.stage === 'failed' || job.work.stage === 'cancelled') return job.work.stage;
  if (job.work.stage === 'submitting' && job.work.told === true) return 'doubt';
  if (job.work.stage !== 'encoded') return job.work.stage === 'received' ? 'waiting' : 'running';
  if (job.delivery.state === 'undeliverable') return 'failed';
  return isPosted || job.delivery.state === 'done' ? 'done' : 'running';
}

function statusOf(job: Job, state: JobView['state'], locale: Locale): string {
  if (state !== 'waiting' && state !== 'running') return webWord(locale, `state.${state}`);
  if (job.cancelRequested === true) return webWord(locale, 'stage.stopping');
  const { stage } = job.work;
  return webWord(locale, stage === 'failed' || stage === 'cancelled' ? `state.${stage}` : `stage.${stage}`);
}

function costOf(job: Job, locale: Locale): string | undefined {
  const { money } = job;
  switch (money.state) {
    case 'none':
      return job.quote === undefined || isWorkOver(job.work)
        ? undefined
        : webWord(locale, 'cost.upTo', { amount: formatUsd(job.quote.amount) });
    case 'held':
      return webWord(locale, 'cost.upTo', { amount: formatUsd(money.amount) });
    case 'in-doubt':
      return webWord(locale, 'cost.doubt', { amount: formatUsd(money.amount) });
    case 'settled':
      return webWord(locale, 'cost.spent', { amount: formatUsd(money.amount) });
    case 'released':
      return webWord(locale, 'cost.nothing');
  }
}

function askedFor(request: JobRequest, locale: Locale): JobView['asked'] {
  if (request.service === 'speech') {
    const { text, voice, speed, language } = request;
    return {
      command: '/tts',
      details: [
        voice.name,
        ...(speed === 1 ? [] : [webWord(locale, 'job.speed', { speed })]),
        ...(language === undefined ? [] : [language]),
        ...(request.as === 'voice-message' ? [webWord(locale, 'job.voiceMessage')] : []),
      ],
      body: text.kind === 'inline' ? text.text : text.name,
    };
  }
  const { mode, stem, source } = request;
  return {
    command: '/stems',
    details: [stem === undefined ? mode : `${mode} · ${stem}`],
    body: source.kind === 'attachment' ? source.name : shortUrl(source.url, locale),
  };
}

/** Host and path only: the rest of an address may be a signature. */
function shortUrl(url: string, locale: Locale): string {
  if (!URL.canParse(url)) return webWord(locale, 'job.link');
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function postView(job: Job, post: KeptPost): PostView {
  return {
    id: post.id,
    text: post.text,
    files: post.files.map((file) => fileView(job, post, file)),
    ...(post.picture === undefined ? {} : { pictureUrl: fileUrl(job.id, post, post.picture) }),
    actions: post.actions,
  };
}

function fileView(job: Job, post: KeptPost, file: KeptFile): FileView {
  const encoded =
    job.work.stage === 'encoded' ? job.work.files.find((one) => one.fileName === file.fileName) : undefined;
  const part = encoded !== undefined && encoded.parts > 1 ? ` (${encoded.part}/${encoded.parts})` : '';
  return {
    name: encoded === undefined ? file.title : `${encoded.name}${part}`,
    fileName: file.fileName,
    url: fileUrl(job.id, post, file),
    sizeBytes: file.sizeBytes,
    ...(encoded === undefined ? {} : { durationMs: encoded.durationMs }),
  };
}

/** A job that ended without a post still explains itself, for example after its files were removed. */
function explained(job: Job, locale: Locale, translate: Translate): readonly PostView[] {
  const failure =
    job.work.stage === 'failed'
      ? job.work.failure
      : job.delivery.state === 'undeliverable'
        ? job.delivery.failure
        : undefined;
  if (failure === undefined) return [];
  const { code, facts } = failure;
  const text = `${translate(locale, `error.${code}.what`, facts)}\n${translate(locale, `error.${code}.next`, facts)}`;
  const kind = job.work.stage === 'failed' ? 'retry' : 'fetch';
  return [{ id: 'explained', text, files: [], actions: [{ kind, jobId: job.id }] }];
}
