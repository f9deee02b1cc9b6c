import { ChannelType } from 'discord.js';
import type { Origin } from '../../../core/model/job/origin.ts';
import { localeOf } from '../../../core/model/locale.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { isThread } from '../payload/permissions.ts';
import { PLATFORM } from '../payload/platform.ts';
import { type InteractionHandle, writeHandle } from '../payload/reply-handle.ts';
import { madeAtMs } from '../payload/snowflake.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';
import { userIdOf, type WireInteraction } from '../payload/wire.ts';

const GUILD_INSTALL = '0';
/** What Discord writes in the place of a server in the bot's own direct messages. */
const NO_GUILD = '0';

/** Who pays, who asks, in which language. */
export type Caller = Pick<
  Origin,
  'platform' | 'tenant' | 'channel' | 'thread' | 'member' | 'locale' | 'personal'
>;

/** Who sent an interaction, from its payload alone: nothing of it needs to be cached. */
export function askerOf(interaction: WireInteraction): Caller | undefined {
  const userId = userIdOf(interaction);
  if (userId === undefined || interaction.channel_id === undefined) return undefined;
  const isGuilds = isInstalledInGuild(interaction);
  return {
    platform: PLATFORM,
    ...payerOf(isGuilds ? interaction.guild_id : undefined, userId),
    channel: interaction.channel_id,
    ...(isThread(interaction.channel?.type) && { thread: interaction.channel_id }),
    member: `${PLATFORM}:${userId}`,
    locale: localeOf(interaction.locale),
  };
}

/** The server pays where the bot was added to it; anywhere else it is the person. */
export function payerOf(
  guildId: string | undefined,
  userId: string,
): Pick<Origin, 'tenant'> & { personal?: true } {
  return guildId === undefined
    ? { tenant: `${PLATFORM}:user:${userId}`, personal: true }
    : { tenant: `${PLATFORM}:${guildId}` };
}

/** The same person, with another payer such as a button names. */
export function withPayer(asker: Caller, tenant: string): Caller {
  const { personal: _personal, ...rest } = asker;
  const isPersonal = tenant.startsWith(`${PLATFORM}:user:`);
  return { ...rest, tenant, ...(isPersonal && { personal: true }) };
}

/** What it takes to answer an interaction later. */
export function handleOf(
  interaction: WireInteraction,
  deferred: { readonly isEphemeral: boolean; readonly messageId: string | undefined },
  uploadFloorBytes: number,
): InteractionHandle {
  const isOwnDm = interaction.channel?.type === ChannelType.DM && GUILD_INSTALL in owners(interaction);
  return {
    v: 1,
    kind: 'interaction',
    applicationId: interaction.application_id,
    interactionId: interaction.id,
    token: interaction.token,
    createdAtMs: madeAtMs(interaction.id),
    isEphemeral: deferred.isEphemeral,
    ...(deferred.messageId !== undefined && { messageId: deferred.messageId }),
    permissions: interaction.app_permissions,
    isThread: isThread(interaction.channel?.type),
    isMember: isInstalledInGuild(interaction) || isOwnDm,
    maxFileBytes: safeFileBytes(interaction.attachment_size_limit ?? uploadFloorBytes),
  };
}

/** An origin whose reply handle is complete. */
export function originOf(
  asker: Caller,
  handle: InteractionHandle,
  visibility: Origin['visibility'],
  keys: BoxKeys,
): Origin {
  return { ...asker, visibility, reply: writeHandle(handle, keys) };
}

function isInstalledInGuild(interaction: WireInteraction): boolean {
  const guild = owners(interaction)[GUILD_INSTALL];
  return interaction.guild_id !== undefined && guild !== undefined && guild !== NO_GUILD;
}

function owners(interaction: WireInteraction): Readonly<Record<string, string>> {
  return interaction.authorizing_integration_owners;
}
