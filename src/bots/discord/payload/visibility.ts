import { ApplicationCommandType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import type { CommandDescription } from '../../../commands/framework/describe.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { actionOf, missingWords } from './described.ts';
import { readFormId } from './form-id.ts';
import { PLATFORM } from './platform.ts';
import { readPress } from './press-id.ts';
import { givenIn } from './typed-command.ts';
import {
  commandDataSchema,
  componentDataSchema,
  modalDataSchema,
  userIdOf,
  type WireCommand,
  type WireInteraction,
} from './wire.ts';

/** What this release offers, by which an interaction is read. Plain values, so that another thread can be given it. */
export interface Offered {
  readonly commands: readonly CommandDescription[];
  /** The names under which messages offer commands in their menus. */
  readonly menu: readonly string[];
}

/**
 * Who will see the answer to an interaction, which its acknowledgement fixes. From the payload alone, because nothing
 * can be looked up before. `undefined` where the first response is something else (a form, completions) or nothing.
 */
export function visibilityOf(
  { commands, menu }: Offered,
  interaction: WireInteraction,
): Origin['visibility'] | undefined {
  // Without either there is nobody to answer, and nowhere.
  if (userIdOf(interaction) === undefined || interaction.channel_id === undefined) return undefined;
  if (interaction.type === InteractionType.MessageComponent) return ofPress(interaction);
  if (interaction.type === InteractionType.ModalSubmit) return ofForm(interaction);
  if (interaction.type !== InteractionType.ApplicationCommand) return undefined;
  const { data } = commandDataSchema.safeParse(interaction.data);
  if (data?.type === ApplicationCommandType.ChatInput) return ofTyped(commands, data);
  const isOffered = data?.type === ApplicationCommandType.Message && menu.includes(data.name);
  return isOffered && data.resolved.messages[data.target_id ?? ''] !== undefined ? 'public' : undefined;
}

/** Only what starts a public job is seen by everybody. */
function ofTyped(
  commands: readonly CommandDescription[],
  data: WireCommand,
): Origin['visibility'] | undefined {
  const { command, subcommand, options } = givenIn(data);
  const action = actionOf(commands, command, subcommand);
  if (missingWords(action, options).length > 0 || (action?.secrets ?? []).length > 0) return undefined;
  return action?.startsJob === true && options['private'] !== true ? 'public' : 'private';
}

/** What others are told about a job that is not theirs is nobody else's business, nor is a word about one's own. */
function ofPress(interaction: WireInteraction): Origin['visibility'] | undefined {
  const { data } = componentDataSchema.safeParse(interaction.data);
  const press = data === undefined ? undefined : readPress(data.custom_id);
  if (press?.kind !== 'own') return press?.visibility;
  const isOwner = press.member === `${PLATFORM}:${userIdOf(interaction)}`;
  const isOnPrivate = ((interaction.message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const isWord = press.action.kind === 'cancel' || press.action.kind === 'confirm';
  return isOnPrivate || !isOwner || isWord ? 'private' : 'public';
}

function ofForm(interaction: WireInteraction): Origin['visibility'] | undefined {
  const { data } = modalDataSchema.safeParse(interaction.data);
  const id = data === undefined ? undefined : readFormId(data.custom_id);
  return id?.kind === 'words' ? id.visibility : id && 'private';
}
