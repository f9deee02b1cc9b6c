import type { Origin } from '../../../core/model/job/origin.ts';
import type { Post } from '../../../core/ports/delivery.ts';
import { type Drawn, drawStatus, drawWords } from '../draw/message.ts';
import { postMessage } from '../web/post-message.ts';
import { SlackApiError } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Askers } from './askers.ts';
import { handleOf, isReadAlone } from './reply-handle.ts';
import type { StatusBoard } from './status-board.ts';
import type { Targets } from './targets.ts';

/** Sends what only the member needs to see. Returns false if no way to them is open. */
export type TellMember = (origin: Origin, message: Drawn, signal: AbortSignal) => Promise<boolean>;

/**
 * Posts an outcome without files. It replaces the status message, which is safe to repeat. Without one, a new
 * message is posted; if that is impossible, it is sent to the member alone.
 *
 * A refusal before AudioPod has the job is for the member alone, and the status goes. First the status, so that a crash
 * in between repeats neither. Only if Slack keeps the status, or closes every way to the member, it stands in the channel:
 * every outcome is explained.
 *
 * @returns the `ts` of the message, or `response` for one only the member sees.
 * @throws {SlackApiError} | {SlackTimeout}.
 */
export async function postWords(
  parts: {
    readonly web: SlackWeb;
    readonly board: StatusBoard;
    readonly places: Targets;
    readonly tellMember: TellMember;
    readonly askers: Askers;
  },
  origin: Origin,
  post: Post,
  signal: AbortSignal,
): Promise<string> {
  const { web, board, places, askers, tellMember } = parts;
  const { text, actions } = post;
  const { locale } = origin;
  const forMember = drawWords(text, actions, locale);
  if (isForMember(origin, post) && (await board.remove(origin, signal)))
    if (await tellMember(origin, forMember, signal)) return 'response';
  const view = drawStatus(text, actions, locale, await askers.find(origin, signal));
  const status = await board.settle(origin, view, signal);
  if (status !== undefined) return status.ts;
  try {
    const { value } = await places.reach(origin, signal, (place) => postMessage(web, place, view, signal));
    return value.ts;
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    if (await tellMember(origin, forMember, signal)) return 'response';
    throw error;
  }
}

function isForMember(origin: Origin, { isRefusal }: Post): boolean {
  return isRefusal === true && !isReadAlone(origin) && handleOf(origin).isAnnounced !== true;
}
