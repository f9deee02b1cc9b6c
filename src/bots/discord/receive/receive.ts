import { ApplicationCommandType, InteractionType } from 'discord.js';
import { localeOf } from '../../../core/model/locale.ts';
import { actionOf, missingWords } from '../payload/described.ts';
import type { Arrived } from '../payload/news.ts';
import { givenIn } from '../payload/typed-command.ts';
import {
  commandDataSchema,
  interactionSchema,
  mentionSchema,
  type WireCommand,
  type WireInteraction,
} from '../payload/wire.ts';
import { commandRequest } from './command.ts';
import { completeOption } from './complete.ts';
import { handleInteraction, type Request } from './handle-interaction.ts';
import { handleMention, lineFor, type Place } from './mention.ts';
import { menuRequest } from './menu.ts';
import { pressRequest } from './press.ts';
import type { Receiver } from './receiver.ts';
import { openSecretForm, secretRequest } from './secret-form.ts';
import { formRequest, openWordsForm } from './words-form.ts';

/** An interaction as it came from the gateway. Never rejects. */
export async function receiveInteraction(receiver: Receiver, { payload, first }: Arrived): Promise<void> {
  const interaction = interactionSchema.safeParse(payload).data;
  if (interaction === undefined) {
    receiver.log.warn({}, 'interaction-not-understood');
    return;
  }
  try {
    const data = commandDataSchema.safeParse(interaction.data).data;
    if (first.kind === 'open') {
      await respond(receiver, interaction, data);
      return;
    }
    const request = requestOf(receiver, interaction, data);
    if (request === undefined) receiver.log.warn({ type: interaction.type }, 'interaction-ignored');
    else await handleInteraction(receiver, interaction, first, request);
  } catch (error) {
    receiver.log.error({ error }, 'interaction-failed');
  }
}

/** Gives the first response where that is not an acknowledgement. */
async function respond(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand | undefined,
): Promise<void> {
  if (data !== undefined && interaction.type === InteractionType.ApplicationCommandAutocomplete) {
    return completeOption(receiver, interaction, data);
  }
  if (
    interaction.type !== InteractionType.ApplicationCommand ||
    data?.type !== ApplicationCommandType.ChatInput
  ) {
    receiver.log.info({ type: interaction.type }, 'interaction-ignored');
    return;
  }
  const { command, subcommand, options } = givenIn(data);
  const action = actionOf(receiver.desk.describe(localeOf(interaction.locale)), command, subcommand);
  const missing = missingWords(action, options);
  if (missing.length > 0) await openWordsForm(receiver, interaction, data, missing);
  else await openSecretForm(receiver, interaction, data, action?.secrets ?? []);
}

function requestOf(
  receiver: Receiver,
  interaction: WireInteraction,
  data: WireCommand | undefined,
): Request | undefined {
  const { desk } = receiver;
  if (interaction.type === InteractionType.MessageComponent) return pressRequest(desk, interaction);
  if (interaction.type === InteractionType.ModalSubmit) {
    return secretRequest(desk, interaction) ?? formRequest(receiver, interaction);
  }
  if (data?.type === ApplicationCommandType.ChatInput) return commandRequest(desk, data);
  return data?.type === ApplicationCommandType.Message ? menuRequest(desk, data) : undefined;
}

/** A message that names the bot, as it came from the gateway. Never rejects. */
export async function receiveMessage(
  receiver: Receiver,
  payload: unknown,
  botId: string,
  placeOf: (channelId: string) => Promise<Place | undefined>,
): Promise<void> {
  try {
    const message = mentionSchema.safeParse(payload).data;
    const line = message === undefined ? undefined : lineFor(message, botId);
    if (message === undefined || line === undefined) return;
    const place = await placeOf(message.channel_id);
    if (place !== undefined) await handleMention(receiver, message, line, place);
  } catch (error) {
    receiver.log.error({ error }, 'mention-failed');
  }
}
