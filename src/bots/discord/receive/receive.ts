import { z } from 'zod';
import { commandOf } from '../../../commands/framework/action-code.ts';
import { localeOf } from '../../../core/model/locale.ts';
import type { CarryOn } from '../../request-journal.ts';
import type { Acknowledge } from '../payload/acknowledgement.ts';
import { firstResponseTo, type Offered } from '../payload/first-response.ts';
import { type Interaction, outlineOf, readInteraction } from '../payload/interaction.ts';
import { addressIn, type InteractionHeader, userIdOf } from '../payload/interaction-header.ts';
import type { Arrived, Deferred } from '../payload/news.ts';
import { PLATFORM } from '../payload/platform.ts';
import type { Press } from '../payload/press-id.ts';
import { mentionSchema } from '../payload/wire.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import { completeOption } from './complete.ts';
import { choiceRequest, commandRequest, formRequest, turnRequest } from './form-request.ts';
import { openForm, openRaiseForm, reopenForm } from './forms.ts';
import { type CarriedOn, handleInteraction, interactionKey, type Request } from './handle-interaction.ts';
import { type ChannelFacts, handleMention, isMessageKey, lineFor, messageKey } from './mention.ts';
import { menuRequest } from './menu.ts';
import { askerOf } from './origin.ts';
import { fileRequest, pressRequest } from './press.ts';
import { readTexts } from './read-text.ts';
import type { Receiver } from './receiver.ts';

type FindChannel = (channelId: string) => Promise<ChannelFacts | undefined>;

/** First responses that aren’t acknowledgements. */
export type FirstResponses = Pick<DiscordApi, 'offer' | 'openForm'>;

/** Handlers of what the gateway and the HTTP endpoint report, and of what an earlier process left. */
export interface Receive {
  arriving(interactionId: string, payload: string): Promise<void>;
  dropped(interactionId: string, isOver: boolean): void;
  /**
   * Handles an interaction: gives its first response if that is still due, or runs it. Never rejects.
   *
   * @param first how a first response is given, if not by a request to Discord.
   */
  interaction(arrived: Arrived, first?: FirstResponses): Promise<void>;
  message(payload: unknown, botId: string): void;
  readonly carryOn: CarryOn;
}

/**
 * Creates the handlers of what arrives, however it does.
 *
 * @param follow is passed the work, so that the bot can wait for it.
 */
export function createReceive(
  receiver: Receiver,
  parts: { readonly offered: Offered; readonly acknowledge: Acknowledge; readonly findChannel: FindChannel },
  follow: (work: Promise<void>) => void,
): Receive {
  const { journal } = receiver;
  const { findChannel } = parts;
  return {
    arriving: (id, payload) => journal.record(interactionKey(id), payload),
    dropped: (id, isOver) => (isOver ? journal.answered : journal.leave)(interactionKey(id)),
    interaction(arrived, first) {
      const api = { ...receiver.api, ...first };
      const done = receiveInteraction({ ...receiver, api }, arrived);
      follow(done);
      return done;
    },
    message: (payload, botId) => follow(receiveMessage(receiver, { payload, botId }, findChannel)),
    async carryOn({ key, payload, isGivenUp }) {
      const json: unknown = JSON.parse(payload);
      return isMessageKey(key)
        ? carryOnMessage(receiver, json, findChannel, { isGivenUp })
        : carryOnInteraction(receiver, json, parts, { isGivenUp });
    },
  };
}

/** Handles an interaction: gives its first response, or runs it. Never rejects. */
async function receiveInteraction(receiver: Receiver, { header, first, ...arrived }: Arrived): Promise<void> {
  try {
    if (first.kind === 'deferred') {
      noteAcknowledged(receiver, arrived.request, first);
      await settle(receiver, interactionKey(header.id), () =>
        reply(receiver, { header, request: arrived.request }, first),
      );
      return;
    }
    const asker = askerOf(header);
    const request = asker === undefined ? arrived.request : await readTexts(receiver, arrived.request, asker);
    const press = request.kind === 'press' ? request.press : undefined;
    const action = press !== undefined && 'action' in press ? press.action : undefined;
    if (request.kind === 'completion') await completeOption(receiver, header, request);
    else if (request.kind === 'command' && first.kind !== 'nothing') {
      await openForm(receiver, header, request, first.kind === 'form' ? first.options : undefined);
    } else if (action?.kind === 'run') {
      const typed = { ...commandOf(action.path), options: {} };
      await openForm(receiver, header, typed, first.kind === 'form' ? first.options : undefined);
    } else if (action?.kind === 'raise') {
      await openRaiseForm(receiver, header, action);
    } else if (press?.kind === 'form') {
      await reopenForm(receiver, header, press.key);
    } else receiver.log.info({ kind: request.kind }, 'interaction-ignored');
  } catch (error) {
    receiver.log.error({ error }, 'interaction-failed');
  }
}

function noteAcknowledged(
  { observer }: Receiver,
  { kind }: Interaction['request'],
  { afterMs }: Deferred,
): void {
  if (afterMs === undefined) return;
  observer.acknowledged(PLATFORM, kind === 'press' || kind === 'form' ? kind : 'command', afterMs);
}

/** Notes whether a request is answered once the work on it has ended. */
async function settle(
  { journal, log }: Receiver,
  key: string,
  work: () => Promise<'answered' | 'later'>,
): Promise<void> {
  const end = await work().catch((error: unknown) => {
    log.error({ error }, 'interaction-failed');
    return 'later' as const;
  });
  if (end === 'answered') journal.answered(key);
  else journal.leave(key);
}

async function reply(
  receiver: Receiver,
  { header, request: given }: Interaction,
  first: Deferred,
  carriedOn?: CarriedOn,
): Promise<'answered' | 'later'> {
  const asker = askerOf(header);
  const request = asker === undefined ? given : await readTexts(receiver, given, asker);
  const work = requestOf(receiver, { header, request });
  if (work !== undefined) {
    const end = await handleInteraction(receiver, header, first, work, carriedOn);
    await noteLocale(receiver, header, request);
    return end;
  }
  receiver.log.warn({ kind: request.kind }, 'interaction-ignored');
  return 'answered';
}

/** Remembers a member’s language for their messages, unless they asked to be forgotten. */
async function noteLocale(
  { locales }: Receiver,
  header: InteractionHeader,
  request: Interaction['request'],
): Promise<void> {
  const userId = userIdOf(header);
  if (userId === undefined || header.locale === undefined) return;
  const isForgotten = request.kind === 'command' && request.subcommand === 'forget-me';
  await (isForgotten ? locales.forget(userId) : locales.remember(userId, localeOf(header.locale)));
}

/**
 * Replies to an interaction that an earlier process has left. Discord is asked whether that one has acknowledged
 * it: if not, the member saw that it failed, and may have tried again.
 */
async function carryOnInteraction(
  receiver: Receiver,
  payload: unknown,
  { offered, acknowledge }: { readonly offered: Offered; readonly acknowledge: Acknowledge },
  carriedOn: CarriedOn,
): Promise<'answered' | 'later'> {
  const interaction = readInteraction(payload);
  if (interaction === undefined) return 'answered';
  const { header, request } = interaction;
  const first = firstResponseTo(offered, header, outlineOf(request));
  if (first.kind !== 'deferred') return 'answered';
  const { kind } = await acknowledge(addressIn(header), first.reply);
  if (kind === 'unknown') return 'later';
  return kind === 'refused' ? 'answered' : reply(receiver, interaction, first, carriedOn);
}

function requestOf(
  receiver: Receiver,
  { header, request }: Pick<Arrived, 'header' | 'request'>,
): Request | undefined {
  const { dispatcher } = receiver;
  switch (request.kind) {
    case 'command': {
      const { kind: _kind, names: _names, ...command } = request;
      return commandRequest(receiver, command);
    }
    case 'menu':
      return menuRequest(dispatcher, request);
    case 'press':
      return pressed(receiver, header, request.press);
    case 'form':
      return formRequest(receiver, request);
    default:
      return undefined;
  }
}

function pressed(receiver: Receiver, header: InteractionHeader, press: Press): Request | undefined {
  switch (press.kind) {
    case 'file':
      return fileRequest(receiver, header, press);
    case 'choice':
      return choiceRequest(receiver, press);
    case 'turn':
      return turnRequest(receiver, press);
    case 'form':
      return undefined;
    default:
      return pressRequest(receiver, header, press);
  }
}

/** Handles a message that addresses the bot. Never rejects. */
async function receiveMessage(
  receiver: Receiver,
  sent: { readonly payload: unknown; readonly botId: string },
  findChannel: FindChannel,
): Promise<void> {
  const found = mentionIn(sent);
  if (found === undefined) return;
  await settle(receiver, messageKey(found.message.id), async () => {
    const channel = await findChannel(found.message.channel_id);
    if (channel === undefined) return 'answered';
    return handleMention(receiver, found.message, found.line, channel, { payload: JSON.stringify(sent) });
  });
}

const leftMessage = z.object({ payload: z.unknown(), botId: z.string() });

async function carryOnMessage(
  receiver: Receiver,
  left: unknown,
  findChannel: FindChannel,
  carriedOn: CarriedOn,
): Promise<'answered' | 'later'> {
  const { data } = leftMessage.safeParse(left);
  const found = data && mentionIn(data);
  const channel = found && (await findChannel(found.message.channel_id));
  if (found === undefined || channel === undefined) return 'answered';
  return handleMention(receiver, found.message, found.line, channel, carriedOn);
}

function mentionIn({ payload, botId }: { readonly payload?: unknown; readonly botId: string }) {
  const message = mentionSchema.safeParse(payload).data;
  const line = message === undefined ? undefined : lineFor(message, botId);
  return message === undefined || line === undefined ? undefined : { message, line };
}
