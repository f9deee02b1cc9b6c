import { MessageFlags } from 'discord-api-types/v10';
import type {
  FindCallerPermissions,
  RequestIdentity,
} from '../../../commands/dispatch/command-dispatcher.ts';
import { toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { LeftBehind } from '../../request-journal.ts';
import { drawReply } from '../draw/draw-reply.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import type { Deferred } from '../payload/news.ts';
import { addressOf } from '../payload/reply-handle.ts';
import { type Answered, answer, refusalFor } from './answer.ts';
import { permissionsOf } from './caller-permissions.ts';
import { askerOf, type Caller, handleOf, originOf } from './origin.ts';
import type { Receiver } from './receiver.ts';

/** What an interaction requests, ready to run. */
export interface Request {
  /** Who pays and asks, if not whom the payload names. */
  readonly asker?: Caller;
  run(
    origin: Origin,
    signal: AbortSignal,
    findPermissions: FindCallerPermissions,
    identity: RequestIdentity,
  ): Promise<Answered>;
}

/** An interaction that an earlier process left behind. It's claimed already. */
export type CarriedOn = Pick<LeftBehind, 'isGivenUp'>;

/** Returns the key of an interaction's record. */
export function interactionKey(interactionId: string): string {
  return `discord:interaction:${interactionId}`;
}

/** Claims an acknowledged interaction, so that no other process works on it, then replies. */
export async function handleInteraction(
  receiver: Receiver,
  header: InteractionHeader,
  { visibility, reply, startsJob, messageId }: Deferred,
  request: Request,
  carriedOn?: CarriedOn,
): Promise<'answered' | 'later'> {
  const { api, gate, keys, journal, log } = receiver;
  const asker = request.asker ?? askerOf(header);
  if (asker === undefined) return 'answered';
  const id = interactionKey(header.id);
  const isInPlace = reply === 'in-place';
  const isInstead = reply === 'instead';
  const shown = isInPlace || isInstead ? pressedIn(header) : { isEphemeral: reply === 'private', messageId };
  const channel = header.guild_id === undefined ? undefined : receiver.channelFileBytes(header.guild_id);
  const handle = handleOf(header, shown, { floor: receiver.uploadFloorBytes, channel });
  const origin = originOf(asker, handle, visibility, keys);
  const draw: Parameters<typeof answer>[1]['draw'] = (message) =>
    isInPlace
      ? api.followUp(addressOf(handle), message, true, receiver.deadline())
      : api.editOriginal(
          addressOf(handle),
          // Nothing of the page before stays.
          isInstead ? { embeds: [], ...message } : message,
          receiver.deadline(),
        );
  try {
    if (carriedOn === undefined && !(await journal.claim(id))) return 'later';
  } catch (error) {
    log.error({ error }, 'request-failed');
    await draw(drawReply(refusalFor(asker.locale, toFailure(error)), asker)).catch(() => {});
    return 'answered';
  }
  using _shut = gate.shut(header.id);
  const identity = { id, isRepeat: carriedOn !== undefined };
  const isAnswered = await answer(receiver, {
    origin,
    handle,
    startsJob,
    isGivenUp: carriedOn?.isGivenUp ?? false,
    isInPlace,
    run: (signal) => request.run(origin, signal, async () => permissionsOf(header, origin.tenant), identity),
    draw,
  });
  return isAnswered ? 'answered' : 'later';
}

/** Returns the message whose button was pressed, and who sees it. */
function pressedIn({ message }: InteractionHeader): {
  readonly isEphemeral: boolean;
  readonly messageId: string | undefined;
} {
  const isEphemeral = ((message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  return { isEphemeral, messageId: message?.id };
}
