import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Post } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawWords } from '../draw/message.ts';
import { escapeText } from '../text/markup.ts';
import { say } from '../text/words.ts';
import { refusalKind, SlackApiError } from '../web/slack-error.ts';
import type { DeliveryMemory } from './message-memory.ts';
import { handleOf } from './reply-handle.ts';
import type { StatusBoard } from './status-board.ts';
import type { Target, Targets } from './targets.ts';
import type { Uploads } from './uploads.ts';

/** The dependencies for posting files. */
export interface FileParts {
  readonly board: StatusBoard;
  readonly places: Targets;
  readonly uploads: Uploads;
  readonly memory: DeliveryMemory;
  readonly log: Log;
}

/**
 * Posts an outcome with its files as one message, beside the status message, which then shows that it is
 * done.
 *
 * @returns Slack's id of the first file.
 * @throws {SlackApiError} | {SlackTimeout}.
 */
export async function postFiles(
  parts: FileParts,
  origin: Origin,
  post: Post,
  signal: AbortSignal,
): Promise<string> {
  const { board, places, uploads, memory } = parts;
  // The picture's title describes it for people who cannot see it.
  const files = [...(post.picture === undefined ? [] : [post.picture]), ...post.files];
  const known = await memory.post(post.key);
  const [first] = known?.fileIds ?? [];
  if (known?.isSharing && first !== undefined && (await uploads.isShared(first, signal))) {
    await showDone(parts, origin, post, signal);
    return first;
  }
  const status = await board.find(origin);
  const home: Target | undefined = status && {
    channel: status.channel,
    ...(status.root === undefined ? {} : { threadTs: status.root }),
  };

  const shareAll = async (fileIds: readonly string[]): Promise<string> => {
    const named = files.map(({ title }, index) => ({ id: fileIds[index] ?? '', title }));
    const comment = escapeText(post.text);
    // Stored before the message exists, so that after a crash the next process looks for it first.
    await memory.keepPost(post.key, { fileIds, isSharing: true });
    await places.reach(origin, signal, (place) => uploads.share(named, place, comment, signal), home);
    return fileIds[0] ?? '';
  };
  const sendAll = async (): Promise<readonly string[]> => {
    const fileIds = await sendMissing(parts, post, files, signal);
    await memory.keepPost(post.key, { fileIds, isSharing: false });
    return fileIds;
  };

  const receipt =
    known?.fileIds.length === files.length
      ? await shareAll(known.fileIds).catch(shareAgain)
      : await shareAll(await sendAll());
  await showDone(parts, origin, post, signal);
  return receipt;

  /** Slack forgets files that were never shown to anybody; they are uploaded again then. */
  async function shareAgain(error: unknown): Promise<string> {
    if (!(error instanceof SlackApiError) || refusalKind(error) !== 'passing') throw error;
    return shareAll(await sendAll());
  }
}

/** Uploads the files that were not uploaded ahead, and returns Slack's ids of all, in order. */
async function sendMissing(
  { memory, uploads }: FileParts,
  { jobId, files: tracks }: Post,
  files: readonly OutgoingFile[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  // A single track has nothing to be ahead of.
  const ahead =
    tracks.length > 1 ? await Promise.all(files.map((file) => memory.takeAhead(jobId, file))) : [];
  const isMissing = (_: unknown, index: number): boolean => ahead[index] === undefined;
  const sent = (await uploads.send(files.filter(isMissing), signal)).values();
  return files.map((_, index) => ahead[index] ?? sent.next().value ?? '');
}

/**
 * Updates the status message: once the first files are posted it says so, and once the last are it gets the
 * buttons, which a message with files cannot have. If this fails, nothing is lost.
 */
async function showDone(
  { board, memory, log }: FileParts,
  origin: Origin,
  post: Post,
  signal: AbortSignal,
): Promise<void> {
  const isFirst = post.picture !== undefined || post.key.endsWith(':0');
  if (!isFirst && post.actions.length === 0) return;
  const { locale } = origin;
  const { id } = handleOf(origin);
  const status = await board.find(origin);
  if (status === undefined) return;
  const where = status.root === status.ts ? 'slack.result-in-thread' : 'slack.result-below';
  try {
    // The outcome stands where the files are, once.
    const [line = ''] = post.text.split('\n\n');
    const about = isFirst ? (post.title ?? line) : ((await memory.words(id)) ?? '');
    if (isFirst) await memory.keepWords(id, about);
    const words = [about, say(locale, where)].filter((one) => one !== '').join('\n');
    await board.settle(origin, drawWords(words, post.actions, locale), signal);
  } catch (error) {
    log.info(
      { job: post.jobId, reason: String(error instanceof Error && error.message) },
      'slack-done-not-shown',
    );
  }
}
