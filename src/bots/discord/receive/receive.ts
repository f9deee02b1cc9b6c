import { ApplicationCommandType, InteractionType } from 'discord.js';
import { commandRequest } from './command.ts';
import { completeOption } from './complete.ts';
import { lineFor, type Place, takeMention } from './mention.ts';
import { menuRequest } from './menu.ts';
import { pressRequest } from './press.ts';
import type { Receiver } from './receiver.ts';
import { openSecretForm, secretRequest, secretsOf } from './secret-form.ts';
import { type Request, takeInteraction } from './take-interaction.ts';
import {
  commandDataSchema,
  interactionSchema,
  mentionSchema,
  type WireCommand,
  type WireInteraction,
} from './wire.ts';
import { formRequest, missingWords, openWordsForm } from './words-form.ts';

/** An interaction as it came from the gateway. Never rejects. */
export async function receiveInteraction(receiver: Receiver, payload: unknown): Promise<void> {
  const interaction = interactionSchema.safeParse(payload).data;
  if (interaction === undefined) {
    receiver.log.warn({}, 'interaction-not-understood');
    return;
  }
  try {
    const isCompletion = interaction.type === InteractionType.ApplicationCommandAutocomplete;
    const data = commandDataSchema.safeParse(interaction.data).data;
    if (isCompletion && data !== undefined) {
      await completeOption(receiver, interaction, data);
      return;
    }
    const isTyped =
      interaction.type === InteractionType.ApplicationCommand &&
      data?.type === ApplicationCommandType.ChatInput;
    const missing = isTyped ? missingWords(receiver.desk, data, interaction.locale) : [];
    if (isTyped && missing.length > 0) {
      await openWordsForm(receiver, interaction, data, missing);
      return;
    }
    const secrets = isTyped ? secretsOf(receiver.desk, data, interaction.locale) : [];
    if (isTyped && secrets.length > 0) {
      await openSecretForm(receiver, interaction, data, secrets);
      return;
    }
    const request = requestOf(receiver, interaction, data);
    if (request === undefined) receiver.log.info({ type: interaction.type }, 'interaction-of-no-use');
    else await takeInteraction(receiver, interaction, request);
  } catch (error) {
    receiver.log.error({ error }, 'interaction-broke');
  }
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
  if (interaction.type !== InteractionType.ApplicationCommand) return undefined;
  if (data?.type === ApplicationCommandType.ChatInput) return commandRequest(desk, data);
  return data?.type === ApplicationCommandType.Message ? menuRequest(desk, data) : undefined;
}

/** A message as it came from the gateway; most are not for the bot. Never rejects. */
export async function receiveMessage(
  receiver: Receiver,
  payload: unknown,
  botId: string,
  placeOf: (channelId: string) => Promise<Place | undefined>,
): Promise<void> {
  // Everything that is written anywhere comes by here; what does not name the bot is not even read.
  if (!namesBot(payload, botId)) return;
  try {
    const message = mentionSchema.safeParse(payload).data;
    const line = message === undefined ? undefined : lineFor(message, botId);
    if (message === undefined || line === undefined) return;
    const place = await placeOf(message.channel_id);
    if (place !== undefined) await takeMention(receiver, message, line, place);
  } catch (error) {
    receiver.log.error({ error }, 'mention-broke');
  }
}

function namesBot(payload: unknown, botId: string): boolean {
  if (typeof payload !== 'object' || payload === null || !('content' in payload)) return false;
  return typeof payload.content === 'string' && payload.content.includes(botId);
}
