import type { FindCallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Answer } from '../../../commands/framework/reply.ts';
import { toFailure } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { drawReply } from '../draw/draw-reply.ts';
import type { InteractionAddress } from '../payload/address.ts';
import type { Deferred } from '../payload/news.ts';
import { addressOf } from '../payload/reply-handle.ts';
import type { WireInteraction } from '../payload/wire.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import { answer, refusalFor } from './answer.ts';
import { permissionsOf } from './caller-permissions.ts';
import { askerOf, type Caller, handleOf, originOf } from './origin.ts';
import type { Receiver } from './receiver.ts';

/** What an interaction asks for, as far as its payload tells before anything is looked up. */
export interface Request {
  readonly startsJob: boolean;
  /** Words instead of a job are for the member alone, although the job would be seen by everybody. */
  readonly whispersReplies?: boolean;
  /** Who pays and asks, where the payload's own answer is not the right one. */
  readonly asker?: Caller;
  run(origin: Origin, signal: AbortSignal, standing: FindCallerPermissions): Promise<Answer>;
}

/** No interaction is told of again after its token is over. */
const REMEMBERED_MS = 20 * 60_000;

/** Makes sure that nobody else works on an interaction that was acknowledged, then has it answered. */
export async function handleInteraction(
  receiver: Receiver,
  interaction: WireInteraction,
  { visibility, messageId }: Deferred,
  request: Request,
): Promise<void> {
  const { api, gate, keys, seen, log } = receiver;
  const asker = request.asker ?? askerOf(interaction);
  if (asker === undefined) return;
  const isEphemeral = visibility === 'private';
  const handle = handleOf(interaction, { isEphemeral, messageId }, receiver.uploadFloorBytes);
  const origin = originOf(asker, handle, visibility, keys);
  const draw: Parameters<typeof answer>[1]['draw'] = (message) =>
    request.whispersReplies === true && !isEphemeral
      ? whisper(receiver, addressOf(handle), message)
      : api.editOriginal(addressOf(handle), message, receiver.deadline());
  try {
    if (!(await seen.first(`discord:interaction:${interaction.id}`, REMEMBERED_MS))) return;
  } catch (error) {
    log.error({ error }, 'request-failed');
    await draw(drawReply(refusalFor(asker.locale, toFailure(error)), asker)).catch(() => {});
    return;
  }
  using _shut = gate.shut(interaction.id);
  await answer(receiver, {
    origin,
    handle,
    startsJob: request.startsJob,
    run: (signal) => request.run(origin, signal, async () => permissionsOf(interaction, origin.tenant)),
    draw,
  });
}

/**
 * Who sees a deferred reply is fixed, and the first follow-up would only fill it in. So it is taken back before the
 * member is told.
 */
async function whisper(
  { api, deadline }: Receiver,
  to: InteractionAddress,
  message: OutgoingMessage,
): Promise<unknown> {
  const signal = deadline();
  await api.withdraw(to, signal);
  return api.followUp(to, message, true, signal);
}
