import type { KeptFile, KeptPost } from '../../../src/bots/web/files/post-archive.ts';
import type { FileView, JobView, PostView, ReplyView } from '../../../src/bots/web/protocol/view.ts';
import { createJobViews } from '../../../src/bots/web/views/job-view.ts';
import { replyView } from '../../../src/bots/web/views/reply-view.ts';
import type { Reply } from '../../../src/commands/framework/reply.ts';
import { postsFor } from '../../../src/core/jobs/deliver/deliver.ts';
import { isWorkOver, type Job } from '../../../src/core/model/job/job.ts';
import type { OutgoingFile } from '../../../src/core/model/job/job-files.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import type { Post, PostLimits } from '../../../src/core/ports/delivery.ts';
import type { Estimates } from '../../../src/core/text/outcome.ts';
import type { Panel } from '../exhibit.ts';
import { html, jsonHtml } from '../html.ts';
import type { Slot } from '../page/slot.ts';
import { dataUri } from '../sample/data-uri.ts';
import { NOW_MS, originIn } from '../sample/origin.ts';
import { pictureAt } from '../sample/pictures.ts';

const LIMITS: PostLimits = { maxFileBytes: 100_000_000, maxFilesPerPost: 12, maxPostBytes: 1e9 };

/** Shows an immediate reply below the line that requested it. */
export function webReply(reply: Reply, locale: Locale, line = ''): Panel {
  return slot(locale, {
    kind: 'reply',
    line,
    reply: replyView(reply, { member: originIn('web', locale).member, locale }, replyFileView),
  });
}

/** Shows text in the style of the page: an unprompted message, or one in place of a reply. */
export function webWords(text: string, locale: Locale, tone: ReplyView['tone'] = 'info'): Panel {
  return slot(locale, { kind: 'reply', line: '', reply: { tone, text, actions: [] } });
}

/** Shows a job as its owner sees it, with its posts once it has ended. */
export async function webJob(
  job: Job,
  { percent, secondsLeft, before = 0, ...place }: Estimates & { readonly percent?: number | undefined } = {},
): Promise<Panel> {
  const { locale } = job.origin;
  const isOver = isWorkOver(job.work) && job.delivery.state !== 'undeliverable';
  const kept = isOver ? postsFor(job, 1, LIMITS).map(keptPost) : [];
  const show = createJobViews({
    sources: { keep: async () => {}, of: async () => undefined },
    speakerNames: { of: async () => ({}), write: async () => {} },
    load: async () => undefined,
    archive: {
      of: async () => kept,
      keep: () => Promise.reject(new Error('The gallery keeps nothing')),
      read: () => {
        throw new Error('The gallery keeps nothing');
      },
      remove: async () => {},
    },
    progress: { put: () => {}, of: () => ({ percent, secondsLeft }), clear: () => {} },
    placeInLine: async () => ({ ...place, before }),
  });
  const view = await show(job, { member: originIn('web', locale).member, locale });
  return slot(locale, { kind: 'job', job: withSamples(view, job) });
}

/** Leaves a slot that the page's own code fills with the given content. */
export function slot(locale: Locale, what: Slot): Panel {
  return {
    where: 'Web',
    body: html`<div class="slot" data-locale="${locale}"><script type="application/json">${jsonHtml(what)}</script></div>`,
  };
}

function keptPost(post: Post, index: number): KeptPost {
  return {
    id: `post-${index}`,
    text: post.text,
    files: post.files.map(keptFile),
    ...(post.picture === undefined ? {} : { picture: keptFile(post.picture) }),
    postedAtMs: NOW_MS,
    isSealed: false,
  };
}

function keptFile({ fileName, mimeType, sizeBytes, title }: OutgoingFile): KeptFile {
  return { stored: fileName, fileName, mimeType, sizeBytes, title };
}

/** Replaces file links by samples: no bot serves them, so audio and pictures are embedded in the page. */
function withSamples(view: JobView, { work }: Job): JobView {
  const picture = work.stage === 'encoded' && work.picture !== undefined ? pictureAt(work.picture.path) : '';
  const posts = view.posts.map(
    (post): PostView => ({
      ...post,
      files: post.files.map((file) => (file.isSound ? { ...file, url: 'sample' } : { ...file, url: '#' })),
      ...(post.pictureUrl === undefined ? {} : { pictureUrl: picture }),
    }),
  );
  return { ...view, posts };
}

function replyFileView({
  fileName,
  sizeBytes,
  title,
  mimeType,
  bytes,
}: NonNullable<Reply['picture']>): FileView {
  return { isSound: false, name: title, fileName, url: dataUri(mimeType, bytes), sizeBytes };
}
