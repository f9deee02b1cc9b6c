import type { Origin } from '../../../core/model/job/origin.ts';
import type { Post } from '../../../core/ports/delivery.ts';
import { type Drawn, drawStatus, drawWords } from '../draw/message.ts';
import { postMessage } from '../web/post-message.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Askers } from './askers.ts';
import type { StatusBoard } from './status-board.ts';
import type { Targets } from './targets.ts';

/** Sends text where no message can be posted. Returns false if that fails too. */
export type LastWord = (origin: Origin, message: Drawn, signal: AbortSignal) => Promise<boolean>;

/**
 * Posts an outcome without files. It replaces the status message, which is safe to repeat. Without one, a new
 * message is posted; if that is impossible, it is sent to the member alone.
 *
 * @returns the `ts` of the message, or `response` for one only the member sees.
 * @throws {SlackApiError} | {SlackTimeout}.
 */
export async function postWords(
  parts: {
    readonly web: SlackWeb;
    readonly board: StatusBoard;
    readonly places: Targets;
    readonly lastWord: LastWord;
    readonly askers: Askers;
  },
  origin: Origin,
  post: Post,
  signal: AbortSignal,
): Promise<string> {
  const { web, board, places, askers } = parts;
  const { text, actions } = post;
  const { locale } = origin;
  const view = drawStatus(text, actions, locale, await askers.find(origin, signal));
  const status = await board.settle(origin, view, signal);
  if (status !== undefined) return status.ts;
  try {
    const { value } = await places.reach(origin, signal, (place) => postMessage(web, place, view, signal));
    return value.ts;
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    if (await parts.lastWord(origin, drawWords(text, actions, locale), signal)) return 'response';
    throw error;
  }
}
