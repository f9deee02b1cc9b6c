import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import {
  type DeliveryAdapter,
  isOneOfSeveral,
  type Post,
  type PostLimits,
} from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { drawWords } from '../draw/message.ts';
import { say } from '../text/words.ts';
import { isAboutFile, refusalKind, SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { DeliveryMemory } from './message-memory.ts';
import { postFiles } from './post-files.ts';
import { type LastWord, postWords } from './post-words.ts';
import type { StatusBoard } from './status-board.ts';
import type { Targets } from './targets.ts';
import type { Uploads } from './uploads.ts';

const MIB = 1024 * 1024;

/**
 * Slack accepts 1 GB a file; this limit keeps a file within what people load on a phone. A message shows ten
 * files well, and one of them is the picture.
 */
const LIMITS: PostLimits = { maxFileBytes: 200 * MIB, maxFilesPerPost: 9, maxPostBytes: 1_000 * MIB };

/** The dependencies of the adapter. */
export interface DeliveryAdapterParts {
  readonly web: SlackWeb;
  readonly board: StatusBoard;
  readonly places: Targets;
  readonly uploads: Uploads;
  readonly memory: DeliveryMemory;
  readonly lastWord: LastWord;
  readonly log: Log;
}

/** Creates the delivery adapter for Slack jobs. */
export function createSlackDelivery(parts: DeliveryAdapterParts): DeliveryAdapter {
  const { board, log } = parts;
  return {
    limits: () => LIMITS,
    async requireDeliverable(origin, signal) {
      try {
        await board.open(origin, drawWords(say(origin.locale, 'slack.working'), [], origin.locale), signal);
      } catch (error) {
        throw asDeliveryError(error);
      }
    },
    progress(origin, progress, isHeld) {
      // Percentages would need an edit each; stages are text, and unchanged text is not sent again.
      board.show(origin, progress, drawWords(progress.text, progress.actions, origin.locale), isHeld);
    },
    letGo: (jobId, last) => board.letGo(jobId, last),
    async uploadAhead(jobId, file, signal) {
      try {
        const [fileId] = await parts.uploads.send([file], signal);
        if (fileId !== undefined) await parts.memory.keepAhead(jobId, file, fileId);
      } catch (error) {
        throw asDeliveryError(error);
      }
    },
    async post(origin, post, signal) {
      try {
        return post.files.length === 0
          ? await postWords(parts, origin, post, signal)
          : await postFiles(parts, origin, post, signal);
      } catch (error) {
        signal.throwIfAborted();
        const failure = trackRefusal(error, post) ?? asDeliveryError(error);
        log.warn(
          { job: post.jobId, reason: failure.facts['reason'] ?? failure.message },
          'slack-post-failed',
        );
        if (error instanceof SlackApiError && failure.code === 'cannot-deliver' && post.files.length > 0) {
          await explain(parts, origin, post, error, signal);
        }
        throw failure;
      }
    },
  };
}

/** Returns the refusal of one file that others are posted without. */
function trackRefusal(error: unknown, post: Post): BotError | undefined {
  if (!(error instanceof SlackApiError) || error.file === undefined) return undefined;
  if (!isAboutFile(error) || !isOneOfSeveral(post, error.file)) return undefined;
  const facts = { file: error.file, reason: error.error };
  return new BotError('track-refused', `Slack refuses one of the files: ${error.error}`, { facts });
}

/**
 * Notifies the member when the workspace refuses a result: it is not lost, and they may be waiting for it.
 */
async function explain(
  { board, log }: DeliveryAdapterParts,
  origin: Origin,
  post: Post,
  refusal: SlackApiError,
  signal: AbortSignal,
): Promise<void> {
  const text = say(origin.locale, 'slack.upload-refused', { reason: refusal.error, job: post.jobId });
  try {
    await board.settle(
      origin,
      drawWords(text, [{ kind: 'fetch', jobId: post.jobId }], origin.locale),
      signal,
    );
  } catch (error) {
    log.info(
      { job: post.jobId, reason: String(error instanceof Error && error.message) },
      'slack-refusal-not-shown',
    );
  }
}

/** Converts an error into the one that jobs handle. */
export function asDeliveryError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof SlackApiError) {
    const facts = { reason: error.error, method: error.method };
    return refusalKind(error) === 'passing' || refusalKind(error) === 'message'
      ? new BotError('delivery-failed', `Slack refuses: ${error.error}`, { facts })
      : new BotError('cannot-deliver', `Slack refuses permanently: ${error.error}`, { facts });
  }
  if (error instanceof SlackTimeout) {
    return new BotError('delivery-failed', `Slack does not answer ${error.method}`, { cause: error });
  }
  return new BotError('delivery-failed', 'The connection dropped while posting', { cause: error });
}
