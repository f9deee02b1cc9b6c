import { soundsIn } from '../payload/files-of.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import type { FilePress } from '../payload/press-id.ts';
import { refusalOf } from '../rest/discord-refusal.ts';
import { refusalFor } from './answer.ts';
import type { Request } from './handle-interaction.ts';
import { soundRequest } from './menu.ts';
import type { Receiver } from './receiver.ts';

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
