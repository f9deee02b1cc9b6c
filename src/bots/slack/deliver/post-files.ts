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

/** What files are posted with. */
export interface FileParts {
  readonly board: StatusBoard;
  readonly places: Targets;
  readonly uploads: Uploads;
  readonly memory: DeliveryMemory;
  readonly log: Log;
}

/**
 * Posts an outcome with its files as one message, beside the status message, which then says that it is done.
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
  // The title of the picture says what is to be seen, for those who cannot see it.
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
    // On record before the message exists, so that whoever comes after a crash looks for it first.
    await memory.keepPost(post.key, { fileIds, isSharing: true });
    await places.reach(origin, signal, (place) => uploads.share(named, place, comment, signal), home);
    return fileIds[0] ?? '';
  };
  const sendAll = async (): Promise<readonly string[]> => {
    const fileIds = await uploads.send(files, signal);
    await memory.keepPost(post.key, { fileIds, isSharing: false });
    return fileIds;
  };

  const receipt =
    known?.fileIds.length === files.length
      ? await shareAll(known.fileIds).catch(shareAnew)
      : await shareAll(await sendAll());
  await showDone(parts, origin, post, signal);
  return receipt;

  /** Slack forgets files that nobody was shown; then they are uploaded again. */
  async function shareAnew(error: unknown): Promise<string> {
    if (!(error instanceof SlackApiError) || refusalKind(error) !== 'passing') throw error;
    return shareAll(await sendAll());
  }
}

/**
 * Once the first files are there, the status message says so; once the last are, it has the buttons, which a message
 * with files cannot carry. Its loss would lose nothing.
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
    // The lines of what was said stand where the files are.
    const [about = ''] = isFirst ? post.text.split('\n\n') : [(await memory.words(id)) ?? ''];
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
