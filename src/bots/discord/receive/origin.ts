import type { Origin } from '../../../core/model/job/origin.ts';
import { localeOf } from '../../../core/model/locale.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { type InteractionHeader, isBotDm, userIdOf } from '../payload/interaction-header.ts';
import { isThread } from '../payload/permissions.ts';
import { isPersonalTenant, PLATFORM, personalTenant } from '../payload/platform.ts';
import { type InteractionHandle, writeHandle } from '../payload/reply-handle.ts';
import { madeAtMs } from '../payload/snowflake.ts';
import { safeFileBytes } from '../payload/upload-limit.ts';

const GUILD_INSTALL = '0';
/** Discord's value for the server in the bot's own direct messages. */
const NO_GUILD = '0';

/** Who pays, who asks, and in which language. */
export type Caller = Pick<
  Origin,
  'platform' | 'tenant' | 'channel' | 'thread' | 'member' | 'locale' | 'personal'
>;

/** Returns who sent an interaction, from its payload alone: nothing needs to be cached. */
export function askerOf(header: InteractionHeader): Caller | undefined {
  const userId = userIdOf(header);
  if (userId === undefined || header.channel_id === undefined) return undefined;
  const isGuilds = isInstalledInGuild(header);
  return {
    platform: PLATFORM,
    ...payerOf(isGuilds ? header.guild_id : undefined, userId),
    channel: header.channel_id,
    ...(isThread(header.channel?.type) && { thread: header.channel_id }),
    member: `${PLATFORM}:${userId}`,
    locale: localeOf(header.locale),
  };
}

/** Returns who pays: the server if the bot was added to it, otherwise the person. */
export function payerOf(
  guildId: string | undefined,
  userId: string,
): Pick<Origin, 'tenant'> & { personal?: true } {
  return guildId === undefined
    ? { tenant: personalTenant(userId), personal: true }
    : { tenant: `${PLATFORM}:${guildId}` };
}

/** Returns the same person with another payer, such as one a button names. */
export function withPayer(asker: Caller, tenant: string): Caller {
  const { personal: _personal, ...rest } = asker;
  const isPersonal = isPersonalTenant(tenant);
  return { ...rest, tenant, ...(isPersonal && { personal: true }) };
}

/**
 * Returns what is needed to reply to an interaction later.
 *
 * @param bytes how large a file may be where Discord announces nothing, and in the bot's own messages there.
 */
export function handleOf(
  header: InteractionHeader,
  deferred: { readonly isEphemeral: boolean; readonly messageId: string | undefined },
  bytes: { readonly floor: number; readonly channel: number | undefined },
): InteractionHandle {
  return {
    v: 1,
    kind: 'interaction',
    applicationId: header.application_id,
    interactionId: header.id,
    token: header.token,
    createdAtMs: madeAtMs(header.id),
    isEphemeral: deferred.isEphemeral,
    ...(deferred.messageId !== undefined && { messageId: deferred.messageId }),
    permissions: header.app_permissions,
    isThread: isThread(header.channel?.type),
    isMember: isInstalledInGuild(header) || isBotDm(header),
    maxFileBytes: safeFileBytes(header.attachment_size_limit ?? bytes.floor),
    maxChannelFileBytes: safeFileBytes(bytes.channel ?? bytes.floor),
  };
}

/** Returns an origin with a complete reply handle. */
export function originOf(
  asker: Caller,
  handle: InteractionHandle,
  visibility: Origin['visibility'],
  keys: BoxKeys,
): Origin {
  return { ...asker, visibility, reply: writeHandle(handle, keys) };
}

function isInstalledInGuild(header: InteractionHeader): boolean {
  const guild = owners(header)[GUILD_INSTALL];
  return header.guild_id !== undefined && guild !== undefined && guild !== NO_GUILD;
}

function owners(header: InteractionHeader): Readonly<Record<string, string>> {
  return header.authorizing_integration_owners;
}
