import { createHash } from 'node:crypto';
import { attachmentJson } from './files.ts';
import { ALL_BUT_ADMINISTRATOR, isThread } from './permissions.ts';
import type { ChannelKind } from './places.ts';
import type { ChannelRecord, GuildRecord, Json, State, UserRecord } from './state.ts';

/** Discord's channel types. Posts are public threads too. */
const CHANNEL_TYPE: Readonly<Record<ChannelKind, number>> = {
  text: 0,
  direct: 1,
  voice: 2,
  group: 3,
  announcement: 5,
  thread: 11,
  'forum-post': 11,
  forum: 15,
};

/** A user. `flags` and `primary_guild` have to be there. */
export function userJson(user: UserRecord): Json {
  return {
    id: user.id,
    username: user.name,
    discriminator: user.bot ? '0001' : '0',
    global_name: user.bot ? null : user.name,
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
    ...(user.bot && { bot: true }),
  };
}

/** A user as a member of a guild, without the user itself. */
export function memberJson(state: State, user: UserRecord, guild: GuildRecord): Json {
  return {
    roles: user.id === state.bot.id ? [guild.botRoleId] : user.roles,
    nick: null,
    avatar: null,
    banner: null,
    joined_at: new Date(state.clock.now()).toISOString(),
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  };
}

/** A channel, a thread or a private channel. */
export function channelJson(channel: ChannelRecord): Json {
  const base = { id: channel.id, type: CHANNEL_TYPE[channel.kind], flags: 0, last_message_id: null };
  if (channel.kind === 'direct' || channel.kind === 'group')
    return {
      ...base,
      recipients: channel.recipients.map(userJson),
      ...(channel.kind === 'group' && { name: null, icon: null, owner_id: channel.recipients[0]?.id }),
    };
  if (isThread(channel)) return { ...base, ...threadJson(channel) };
  return {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    position: 0,
    topic: null,
    nsfw: false,
    parent_id: null,
    rate_limit_per_user: channel.slowModeSeconds,
    permission_overwrites: overwritesJson(channel),
    ...(channel.kind === 'voice' && { bitrate: 64_000, user_limit: 0, rtc_region: null }),
    ...(channel.kind === 'forum' && { available_tags: [], default_reaction_emoji: null }),
  };
}

function threadJson(channel: ChannelRecord): Json {
  return {
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parent?.id,
    owner_id: channel.guild?.botRoleId,
    rate_limit_per_user: channel.slowModeSeconds,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    thread_metadata: {
      archived: channel.archived,
      auto_archive_duration: 1_440,
      archive_timestamp: new Date(0).toISOString(),
      locked: false,
    },
  };
}

/** What makes a client work out the same permissions as the fake. */
function overwritesJson({ guild, botPermissions, memberPermissions }: ChannelRecord): readonly Json[] {
  if (guild === undefined) return [];
  const overwrite = (id: string, allowed: bigint | undefined) =>
    allowed === undefined
      ? []
      : [{ id, type: 0, allow: String(allowed), deny: String(ALL_BUT_ADMINISTRATOR & ~allowed) }];
  return [...overwrite(guild.id, memberPermissions), ...overwrite(guild.botRoleId, botPermissions)];
}

/** The whole guild, as GUILD_CREATE brings it. */
export function guildJson(state: State, guild: GuildRecord): Json {
  const standing = guild.channels.filter(({ removed }) => !removed);
  return {
    id: guild.id,
    name: guild.name,
    unavailable: false,
    icon: null,
    splash: null,
    banner: null,
    description: null,
    discovery_splash: null,
    // Somebody else: an owner may do everything, whatever roles say.
    owner_id: '100000000000000001',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    application_id: null,
    preferred_locale: guild.locale,
    premium_tier: guild.boostLevel,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    features: [],
    joined_at: new Date(state.clock.now()).toISOString(),
    large: false,
    member_count: 2,
    roles: [
      roleJson(guild.id, '@everyone', guild.memberPermissions),
      roleJson(guild.botRoleId, 'bot', guild.botPermissions),
    ],
    channels: standing.filter((channel) => !isThread(channel)).map(channelJson),
    threads: standing.filter((channel) => isThread(channel) && !channel.archived).map(channelJson),
    members: [{ ...memberJson(state, state.bot, guild), user: userJson(state.bot) }],
    emojis: [],
    stickers: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function roleJson(id: string, name: string, permissions: bigint): Json {
  return {
    id,
    name,
    permissions: String(permissions),
    position: name === '@everyone' ? 0 : 1,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: name !== '@everyone',
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

/** The app itself. The flag for message content is the one of unverified apps. */
export function applicationJson(state: State): Json {
  return {
    id: state.applicationId,
    name: state.bot.name,
    description: '',
    icon: null,
    summary: '',
    type: null,
    verify_key: createHash('sha256').update(state.applicationId).digest('hex'),
    flags: state.privilegedIntents.includes('messageContent') ? 1 << 19 : 0,
    bot: userJson(state.bot),
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { 0: {}, 1: {} },
  };
}

/** Attachments by id, as `resolved` has them. */
export function resolvedAttachments(
  state: State,
  files: readonly { readonly id: string }[],
): Record<string, Json> {
  const resolved: Record<string, Json> = {};
  for (const { id } of files) {
    const file = state.files.get(id);
    if (file === undefined) throw new Error('That file was never uploaded to this Discord');
    resolved[id] = { ...attachmentJson(state, file), ephemeral: true };
  }
  return resolved;
}
