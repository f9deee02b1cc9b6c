import { commandOf } from '../../../commands/framework/action-code.ts';
import { soundsIn } from '../payload/files-of.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import type { FilePress, Press } from '../payload/press-id.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { refusalFor } from './answer.ts';
import { commandRequest } from './form-request.ts';
import type { Request } from './handle-interaction.ts';
import { soundRequest } from './menu.ts';
import { askerOf, withPayer } from './origin.ts';
import type { Receiver } from './receiver.ts';

/** Returns a pressed button as a request. */
export function pressRequest(
  receiver: Receiver,
  header: InteractionHeader,
  press: Extract<Press, { readonly kind: 'own' | 'next' }>,
): Request {
  const { action } = press;
  const run: Request['run'] =
    action.kind === 'run'
      ? commandRequest(receiver, { ...commandOf(action.path), options: {} }).run
      : (origin, signal, findPermissions, identity) =>
          receiver.dispatcher.press(action, origin, signal, findPermissions, identity);
  // A next step is a request of the person who presses, on the budget of that server.
  if (press.kind === 'next') return { run };
  const asker = askerOf(header);
  // In direct messages the payload names the person as the payer. The job still belongs to where it was
  // requested; actions that cost again don't, because the person may have left there, nor does erasing, because Discord
  // proves permissions only where the button is pressed.
  const isOfHere = action.kind === 'retry' || action.kind === 'erase';
  const keepsPayer = asker !== undefined && press.member === asker.member && !isOfHere;
  return { ...(keepsPayer && { asker: withPayer(asker, press.tenant) }), run };
}

/**
 * Returns what a button under the question about a file asks for. The message with the file is read again, so that
 * the button works as long as that message is there.
 */
export function fileRequest(
  receiver: Receiver,
  { channel_id: channelId = '' }: InteractionHeader,
  { command, messageId }: FilePress,
): Request {
  return {
    async run(origin, signal, findPermissions, identity) {
      try {
        const message = await receiver.api.message(channelId, messageId, signal);
        const replied = message.referenced_message ?? undefined;
        const sounds = [...soundsIn(message), ...(replied === undefined ? [] : soundsIn(replied))];
        const { run } = soundRequest(receiver.dispatcher, { command, option: 'audio' }, sounds);
        return await run(origin, signal, findPermissions, identity);
      } catch (error) {
        if (refusalOf(error).trouble !== 'place-closed') throw error;
        return { kind: 'reply', reply: refusalFor(origin.locale, { code: 'attachment-gone', facts: {} }) };
      }
    },
  };
}
