import type { Arrived } from '../payload/news.ts';
import { mentionSchema } from '../payload/wire.ts';
import { completeOption } from './complete.ts';
import { formRequest, openForm, openRaiseForm } from './forms.ts';
import { handleInteraction, type Request } from './handle-interaction.ts';
import { type ChannelFacts, handleMention, lineFor } from './mention.ts';
import { menuRequest } from './menu.ts';
import { askerOf } from './origin.ts';
import { pressRequest } from './press.ts';
import { readTexts } from './read-text.ts';
import type { Receiver } from './receiver.ts';

type FindChannel = (channelId: string) => Promise<ChannelFacts | undefined>;

/**
 * Creates the gateway's event handlers.
 * @param follow is passed the work, so that the bot can wait for it.
 */
export function createReceive(
  receiver: Receiver,
  findChannel: FindChannel,
  follow: (work: Promise<void>) => void,
): { interaction(arrived: Arrived): void; message(payload: unknown, botId: string): void } {
  return {
    interaction: (arrived) => follow(receiveInteraction(receiver, arrived)),
    message: (payload, botId) => follow(receiveMessage(receiver, payload, botId, findChannel)),
  };
}

/** Handles an interaction from the gateway: gives its first response, or runs it. Never rejects. */
async function receiveInteraction(receiver: Receiver, { header, first, ...arrived }: Arrived): Promise<void> {
  try {
    const asker = askerOf(header);
    const request = asker === undefined ? arrived.request : await readTexts(receiver, arrived.request, asker);
    if (first.kind === 'deferred') {
      const work = requestOf(receiver, { header, request });
      if (work === undefined) receiver.log.warn({ kind: request.kind }, 'interaction-ignored');
      else await handleInteraction(receiver, header, first, work);
    } else if (request.kind === 'completion') await completeOption(receiver, header, request);
    else if (request.kind === 'command' && first.kind !== 'nothing') {
      await openForm(receiver, header, request, first.kind === 'form' ? first.options : undefined);
    } else if (request.kind === 'press' && request.press.action.kind === 'raise') {
      await openRaiseForm(receiver, header, request.press.action);
    } else receiver.log.info({ kind: request.kind }, 'interaction-ignored');
  } catch (error) {
    receiver.log.error({ error }, 'interaction-failed');
  }
}

function requestOf(
  receiver: Receiver,
  { header, request }: Pick<Arrived, 'header' | 'request'>,
): Request | undefined {
  const { dispatcher } = receiver;
  switch (request.kind) {
    case 'command': {
      const { kind: _kind, names: _names, ...command } = request;
      return {
        run: (origin, signal, findPermissions) =>
          dispatcher.run({ ...command, origin, findPermissions }, signal),
      };
    }
    case 'menu':
      return menuRequest(dispatcher, request);
    case 'press':
      return pressRequest(dispatcher, header, request.press);
    case 'form':
      return formRequest(receiver, request);
    default:
      return undefined;
  }
}

/** Handles a message that names the bot. Never rejects. */
async function receiveMessage(
  receiver: Receiver,
  payload: unknown,
  botId: string,
  findChannel: FindChannel,
): Promise<void> {
  try {
    const message = mentionSchema.safeParse(payload).data;
    const line = message === undefined ? undefined : lineFor(message, botId);
    if (message === undefined || line === undefined) return;
    const channel = await findChannel(message.channel_id);
    if (channel !== undefined) await handleMention(receiver, message, line, channel);
  } catch (error) {
    receiver.log.error({ error }, 'mention-failed');
  }
}
