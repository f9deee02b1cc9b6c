import type { Origin } from '../../../core/model/job/origin.ts';
import type { Drawn } from '../draw/message.ts';
import { INTERNAL, isAboutBlocks, refusalKind, SlackApiError } from '../web/slack-error.ts';
import type { DeliveryMemory, KnownPost } from './message-memory.ts';
import type { Shares } from './shares.ts';
import type { Target, Targets } from './targets.ts';
import { isUnanswered } from './uploads.ts';

/** The dependencies for sharing files. */
export interface ShareParts {
  readonly places: Targets;
  readonly shares: Shares;
  readonly memory: DeliveryMemory;
}

/** A message with files, before it is posted. */
export interface FilePost {
  /** Identifies it permanently: given twice, it is posted once. */
  readonly key: string;
  /** Of its files, in their order. */
  readonly titles: readonly string[];
  /** Uploads its files and returns Slack's ids of them, in the same order. Each upload belongs to one message. */
  send(): Promise<readonly string[]>;
  /** Draws it for a place. */
  draw(place: Target): Drawn;
  /** Tried first, instead of the channel of the request. */
  readonly home: Target | undefined;
}

/** Where a message with files is, and how it was posted. */
export interface Posted {
  readonly fileId: string;
  readonly channel: string;
  /** Without its blocks, and so without buttons. */
  readonly isPlain: boolean;
}

/** Slack confirmed the files, again and again, and shows them nowhere. */
export class FilesNotShown extends Error {
  override readonly name = 'FilesNotShown';
}

/** The first one and a single new one: a fault of Slack's that stays is not cured by uploading more. */
const MOST_UPLOADS = 2;

/**
 * Posts one message with files, and proves that it exists.
 *
 * How far it is, is stored before each step, so that the next process after a crash first looks for what this one
 * may have posted. Files that Slack confirmed and shows nowhere are deleted before others are uploaded in their
 * place: they can't appear beside them later.
 *
 * @throws {FilesNotShown}, {SlackApiError} or {SlackTimeout}.
 */
export async function sharePost(
  { places, shares, memory }: ShareParts,
  origin: Origin,
  post: FilePost,
  signal: AbortSignal,
): Promise<Posted> {
  const { key, titles, home } = post;
  let known: KnownPost = (await memory.post(key)) ?? { fileIds: [], isSharing: false };

  const keep = async (change: Partial<KnownPost>): Promise<void> => {
    known = { ...known, ...change };
    await memory.keepPost(key, known);
  };
  const find = async (): Promise<Posted | undefined> => {
    const [fileId] = known.fileIds;
    const channel = fileId === undefined ? undefined : await shares.find(fileId, signal);
    return fileId === undefined || channel === undefined
      ? undefined
      : { fileId, channel, isPlain: known.isPlain ?? false };
  };
  const withdraw = async (): Promise<void> => {
    await shares.withdraw(known.fileIds, signal);
    const withdrawn = (known.withdrawn ?? 0) + 1;
    await keep({ fileIds: [], isSharing: false, isConfirmed: false, withdrawn });
  };
  const share = async (): Promise<void> => {
    const named = titles.map((title, index) => ({ id: known.fileIds[index] ?? '', title }));
    const isPlain = known.isPlain ?? false;
    await keep({ isSharing: true });
    try {
      const attempt = (place: Target) => shares.share(named, place, post.draw(place), signal, isPlain);
      await places.reach(origin, signal, attempt, home);
    } catch (error) {
      if (!(error instanceof SlackApiError) || isPlain || !isAboutBlocks(error)) throw error;
      // After an internal error of Slack's the next attempt looks first whether it took effect.
      const mayExist = error.error === INTERNAL;
      await keep({ isPlain: true, isSharing: mayExist });
      if (mayExist) throw error;
      return share();
    }
    await keep({ isConfirmed: true });
  };

  if (known.isSharing) {
    const found = await find();
    if (found !== undefined) return found;
    if (known.isConfirmed === true) await withdraw();
  }
  while ((known.withdrawn ?? 0) < MOST_UPLOADS) {
    const isUploaded = known.fileIds.length === titles.length;
    if (!isUploaded) await keep({ fileIds: await post.send(), isSharing: false });
    try {
      await share();
    } catch (error) {
      if (isUploaded && isForgotten(error)) {
        await keep({ fileIds: [], isSharing: false });
        continue;
      }
      if (!isUnanswered(error)) throw error;
      const found = await find();
      if (found !== undefined) return found;
      // Looked for as long as it takes: there is none, and the next attempt needs no second look.
      await keep({ isSharing: false });
      throw error;
    }
    const found = await find();
    if (found !== undefined) return found;
    await withdraw();
  }
  throw new FilesNotShown('Slack confirmed the files and shows them nowhere');
}

/** Whether Slack refuses files uploaded earlier: it forgets those that were never shown to anybody. */
function isForgotten(error: unknown): boolean {
  return error instanceof SlackApiError && error.error !== INTERNAL && refusalKind(error) === 'passing';
}
