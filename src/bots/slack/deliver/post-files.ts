import type { Clock } from '../../../core/async/clock.ts';
import type { OutgoingFile } from '../../../core/model/job/job-files.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { isFirstOfOutcome, type Post } from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawResult, drawStatus, drawStatusLine } from '../draw/message.ts';
import { say } from '../text/words.ts';
import type { Askers } from './askers.ts';
import type { StatusMessage } from './message-memory.ts';
import { handleOf } from './reply-handle.ts';
import { type Posted, type ShareParts, sharePost } from './share-post.ts';
import type { StatusBoard } from './status-board.ts';
import type { Target } from './targets.ts';
import type { Uploads } from './uploads.ts';

/** The dependencies for posting files. */
export interface FileParts extends ShareParts {
  readonly uploads: Uploads;
  readonly board: StatusBoard;
  readonly askers: Askers;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who waited longer than this has turned to something else, and is mentioned. */
const LATE_MS = 2 * 60_000;

/**
 * Posts an outcome with its files and buttons as one message, beside the status message, which then becomes one
 * line that says where the result is.
 *
 * @returns Slack's id of the first file.
 * @throws {FilesNotShown} | {SlackApiError} | {SlackTimeout}.
 */
export async function postFiles(
  parts: FileParts,
  origin: Origin,
  post: Post,
  signal: AbortSignal,
): Promise<string> {
  // The picture's title describes it for people who can't see it.
  const files = [...(post.picture === undefined ? [] : [post.picture]), ...post.files];
  const status = await parts.board.calm(origin);
  const { userId, askedAtMs } = handleOf(origin);
  const isLate = askedAtMs !== undefined && parts.clock.now() - askedAtMs > LATE_MS;
  const mentionAt = ({ channel }: Target): string | undefined =>
    isFirstOfOutcome(post) && (isLate || channel !== origin.channel) ? userId : undefined;
  const posted = await sharePost(
    parts,
    origin,
    {
      key: post.key,
      titles: files.map(({ title }) => title),
      send: () => sendMissing(parts, post, files, signal),
      draw: (place) => drawResult(post.text, post.actions, origin.locale, mentionAt(place)),
      home: status && {
        channel: status.channel,
        ...(status.root === undefined ? {} : { threadTs: status.root }),
      },
    },
    signal,
  );
  await showDone(parts, origin, post, { posted, status }, signal);
  return posted.fileId;
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
 * Shrinks the status message to one line, once the first files of an outcome are posted. Where the message with
 * the last files could carry no buttons, they are put below that line. If this fails, nothing is lost.
 */
async function showDone(
  { board, askers, log }: FileParts,
  origin: Origin,
  post: Post,
  { posted, status }: { readonly posted: Posted; readonly status: StatusMessage | undefined },
  signal: AbortSignal,
): Promise<void> {
  const actions = posted.isPlain ? post.actions : [];
  if (status === undefined || (!isFirstOfOutcome(post) && actions.length === 0)) return;
  const { locale } = origin;
  try {
    const name = await askers.find(origin, signal);
    // The outcome stands where the files are, once.
    const [line = ''] = post.text.split('\n\n');
    const words = [post.title ?? line, say(locale, placeOf(posted, status))].join('\n');
    const view =
      actions.length === 0 ? drawStatusLine(words, locale, name) : drawStatus(words, actions, locale, name);
    await board.settle(origin, view, signal);
  } catch (error) {
    log.info(
      { job: post.jobId, reason: String(error instanceof Error && error.message) },
      'slack-done-not-shown',
    );
  }
}

function placeOf({ channel }: Posted, status: StatusMessage) {
  if (channel !== status.channel) return 'slack.result-in-direct';
  return status.root === status.ts ? 'slack.result-in-thread' : 'slack.result-below';
}
