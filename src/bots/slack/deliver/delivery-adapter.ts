import type { Clock } from '../../../core/async/clock.ts';
import type { ErrorCode } from '../../../core/model/error-codes.ts';
import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Locale } from '../../../core/model/locale.ts';
import {
  type DeliveryAdapter,
  isOneOfSeveral,
  type Post,
  type PostLimits,
} from '../../../core/ports/delivery.ts';
import type { Log } from '../../../core/ports/log.ts';
import { explainFailure } from '../../../core/text/explain-failure.ts';
import { drawStatus } from '../draw/message.ts';
import { say } from '../text/words.ts';
import {
  isAboutFile,
  type RefusalKind,
  refusalKind,
  SlackApiError,
  SlackTimeout,
} from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Askers } from './askers.ts';
import type { DeliveryMemory } from './message-memory.ts';
import { postFiles } from './post-files.ts';
import { postWords, type TellMember } from './post-words.ts';
import { announced, handleOf, isReadAlone } from './reply-handle.ts';
import { FilesNotShown } from './share-post.ts';
import type { Shares } from './shares.ts';
import type { StatusBoard } from './status-board.ts';
import type { Targets } from './targets.ts';
import type { Uploads } from './uploads.ts';

const MIB = 1024 * 1024;

/**
 * Slack accepts 1 GB a file; this limit keeps a file within what people load on a phone. A message shows ten
 * files well, and one of them is the picture.
 */
export const LIMITS: PostLimits = { maxFileBytes: 200 * MIB, maxFilesPerPost: 9, maxPostBytes: 1_000 * MIB };

/** The dependencies of the adapter. */
export interface DeliveryAdapterParts {
  readonly web: SlackWeb;
  readonly board: StatusBoard;
  readonly places: Targets;
  readonly uploads: Uploads;
  readonly shares: Shares;
  readonly memory: DeliveryMemory;
  readonly tellMember: TellMember;
  readonly askers: Askers;
  readonly clock: Clock;
  readonly log: Log;
}

/** Creates the delivery adapter for Slack jobs. */
export function createSlackDelivery(parts: DeliveryAdapterParts): DeliveryAdapter {
  const { board, askers, log } = parts;
  return {
    limits: () => LIMITS,
    async requireDeliverable(origin, signal) {
      try {
        const name = await askers.find(origin, signal);
        const view = drawStatus(say(origin.locale, 'slack.working'), [], origin.locale, name);
        await board.open(origin, view, signal);
      } catch (error) {
        throw asDeliveryError(error);
      }
    },
    async announce(origin) {
      // Its status is there already: it proved that the outcome can be posted.
      return isReadAlone(origin) || handleOf(origin).isAnnounced === true ? undefined : announced(origin);
    },
    progress(origin, progress, isHeld) {
      // Percentages would need an edit each; stages are text, and unchanged text is not sent again.
      const { text, actions } = progress;
      const view = drawStatus(text, actions, origin.locale, askers.known(origin));
      board.show(origin, progress, view, isHeld);
    },
    letGo: (jobId, last) => board.letGo(jobId, last),
    async uploadAhead(_origin, jobId, file, signal) {
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
        const isKept = error instanceof SlackApiError || error instanceof FilesNotShown;
        if (isKept && FINAL.has(failure.code) && post.files.length > 0) {
          await explain(parts, origin, post, error, failure, signal);
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

/** Failures that stay until a person acts, and that Slack may still show the words of. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['bot-scope-missing', 'cannot-deliver', 'uploads-refused']);

function refusalText(
  locale: Locale,
  job: string,
  cause: SlackApiError | FilesNotShown,
  failure: BotError,
): string {
  if (cause instanceof FilesNotShown) return say(locale, 'slack.not-shown', { job });
  // Admins can allow files, but only the bot owner can give the bot more permissions.
  return failure.code === 'bot-scope-missing'
    ? explainFailure(locale, failure)
    : say(locale, 'slack.upload-refused', { reason: cause.error, job });
}

/**
 * Notifies the member when Slack refuses or hides a result: it is not lost, and they may be waiting for it.
 */
async function explain(
  { board, askers, log }: DeliveryAdapterParts,
  origin: Origin,
  { jobId: job }: Post,
  cause: SlackApiError | FilesNotShown,
  failure: BotError,
  signal: AbortSignal,
): Promise<void> {
  const { locale } = origin;
  const text = refusalText(locale, job, cause, failure);
  try {
    const name = await askers.find(origin, signal);
    await board.settle(origin, drawStatus(text, [{ kind: 'fetch', jobId: job }], locale, name), signal);
  } catch (error) {
    log.info({ job, reason: String(error instanceof Error && error.message) }, 'slack-refusal-not-shown');
  }
}

const CODES: Readonly<Record<RefusalKind, ErrorCode>> = {
  token: 'bot-token-rejected',
  removed: 'bot-removed',
  scope: 'bot-scope-missing',
  place: 'cannot-deliver',
  workspace: 'uploads-refused',
  message: 'delivery-failed',
  passing: 'delivery-failed',
};

/** Converts an error into the one that jobs handle. */
export function asDeliveryError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof SlackApiError) {
    const facts = { reason: error.error, method: error.method };
    return new BotError(CODES[refusalKind(error)], `Slack refuses: ${error.error}`, { facts });
  }
  if (error instanceof FilesNotShown) {
    return new BotError('cannot-deliver', error.message, { facts: { reason: 'not_shared' }, cause: error });
  }
  if (error instanceof SlackTimeout) {
    return new BotError('delivery-failed', `Slack does not answer ${error.method}`, { cause: error });
  }
  return new BotError('delivery-failed', 'The connection dropped while posting', { cause: error });
}
