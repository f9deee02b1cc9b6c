import { attachmentJson } from './files.ts';
import { ALL_BUT_ADMINISTRATOR, isThread } from './places.ts';
import {
  type ChannelKind,
  type FakeChannel,
  type FakeGuild,
  type FakeInteraction,
  type FakeMessage,
  type FakeUser,
  INTERACTION_TYPE,
  type Json,
  type State,
} from './state.ts';

/** Discord's channel types. Posts are public threads too. */
const CHANNEL_TYPE: Readonly<Record<ChannelKind, number>> = {
  ...{ text: 0, direct: 1, voice: 2, group: 3, announcement: 5, thread: 11, 'forum-post': 11, forum: 15 },
};

const isoDate = (ms: number): string => new Date(ms).toISOString();

/** A user. `flags` and `primary_guild` have to be there. */
export function userJson({ id, isBot }: FakeUser): Json {
  return {
    ...{ id, username: 'somebody', global_name: null, discriminator: isBot ? '0001' : '0', bot: isBot },
    ...{ avatar: null, public_flags: 0, flags: 0, primary_guild: null },
  };
}

/** A user as a member of a guild, without the user itself. */
export function memberJson(user: FakeUser, guild: FakeGuild): Json {
  return {
    roles: user.isBot ? [guild.botRoleId] : user.roles,
    ...{ nick: null, avatar: null, banner: null, joined_at: isoDate(0), premium_since: null },
    ...{ communication_disabled_until: null, deaf: false, mute: false, pending: false, flags: 0 },
  };
}

/** A channel, a thread or a private channel. */
export function channelJson(channel: FakeChannel): Json {
  const { id, kind, guild, parent, recipients, slowModeSeconds, archived } = channel;
  const base = { id, type: CHANNEL_TYPE[kind], flags: 0, last_message_id: null };
  if (guild === undefined) {
    const group = { name: null, icon: null, owner_id: recipients[0]?.id };
    return { ...base, recipients: recipients.map(userJson), ...(kind === 'group' && group) };
  }
  const place = {
    ...base,
    ...{
      guild_id: guild.id,
      name: kind,
      rate_limit_per_user: slowModeSeconds,
      parent_id: parent?.id ?? null,
    },
  };
  if (!isThread(channel))
    return {
      ...place,
      position: 0,
      topic: null,
      nsfw: false,
      permission_overwrites: overwritesJson(channel, guild),
    };
  return {
    ...place,
    ...{ owner_id: guild.botRoleId, message_count: 0, member_count: 1, total_message_sent: 0 },
    thread_metadata: {
      ...{ archived, auto_archive_duration: 1_440, archive_timestamp: isoDate(0), locked: false },
    },
  };
}

/** What makes a client work out the same permissions as the fake. */
function overwritesJson({ botPermissions: allowed }: FakeChannel, guild: FakeGuild): readonly Json[] {
  if (allowed === undefined) return [];
  const deny = ALL_BUT_ADMINISTRATOR & ~allowed;
  return [{ id: guild.botRoleId, type: 0, allow: String(allowed), deny: String(deny) }];
}

/** The roles of a guild. */
export function rolesJson(guild: FakeGuild): readonly Json[] {
  const role = (id: string, name: string, permissions: bigint): Json => ({
    ...{ id, name, permissions: String(permissions), position: name === 'bot' ? 1 : 0, color: 0 },
    ...{
      hoist: false,
      managed: name === 'bot',
      mentionable: false,
      icon: null,
      unicode_emoji: null,
      flags: 0,
    },
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  });
  return [
    role(guild.id, '@everyone', guild.memberPermissions),
    role(guild.botRoleId, 'bot', guild.botPermissions),
  ];
}

/** The guild, as GUILD_CREATE brings it. Someone else owns it: an owner may do everything, whatever roles say. */
export function guildJson(state: State, guild: FakeGuild): Json {
  const standing = guild.channels.filter(({ removed }) => !removed);
  return {
    ...{ id: guild.id, name: 'A server', unavailable: false, owner_id: '100000000000000001' },
    ...{
      preferred_locale: guild.locale,
      premium_tier: guild.boostLevel,
      features: [],
      emojis: [],
      stickers: [],
    },
    roles: rolesJson(guild),
    channels: standing.filter((channel) => !isThread(channel)).map(channelJson),
    threads: standing.filter((channel) => isThread(channel) && !channel.archived).map(channelJson),
    members: [{ ...memberJson(state.bot, guild), user: userJson(state.bot) }],
  };
}

/** The app itself. */
export function applicationJson({ applicationId: id, bot, installs, verifyKey, endpointUrl }: State): Json {
  return {
    ...{ id, name: 'audiopod', description: '', icon: null, summary: '', type: null, flags: 0 },
    ...{ verify_key: verifyKey, bot: userJson(bot) },
    ...(endpointUrl !== undefined && { interactions_endpoint_url: endpointUrl }),
    ...{ bot_public: true, bot_require_code_grant: false },
    integration_types_config: Object.fromEntries(installs.map((type) => [type, {}])),
  };
}

/** Attachments by id, as `resolved` has them. */
export function resolvedAttachments(state: State, ids: readonly string[]): Readonly<Record<string, Json>> {
  const resolved = ids.map((id) => {
    const file = state.files.get(id);
    if (file === undefined) throw new Error('That file was never uploaded to this Discord');
    return [id, { ...attachmentJson(file), ephemeral: true }] as const;
  });
  return Object.fromEntries(resolved);
}

/** The people and channels that options mention, as `resolved` has them. A member comes without their user. */
export function resolvedMentions(
  state: State,
  values: readonly unknown[],
  guild: FakeGuild | undefined,
): Readonly<Record<string, Json>> {
  const texts = values.filter((value) => typeof value === 'string').join(' ');
  const ids = (pattern: RegExp): readonly string[] => [...texts.matchAll(pattern)].map(([, id = '']) => id);
  const users = ids(/<@!?(\d+)>/g).flatMap((id) => state.users.get(id) ?? []);
  const channels = ids(/<#(\d+)>/g).flatMap((id) => guild?.channels.find((one) => one.id === id) ?? []);
  if (users.length + channels.length === 0) return {};
  return {
    users: Object.fromEntries(users.map((user) => [user.id, userJson(user)])),
    ...(guild && { members: Object.fromEntries(users.map((user) => [user.id, memberJson(user, guild)])) }),
    channels: Object.fromEntries(channels.map((channel) => [channel.id, channelJson(channel)])),
  };
}

/** Decides which messages are shown without what needs the Message Content intent, which the bot does not have. */
type IsBlank = (message: FakeMessage) => boolean;

/** A message as Discord shows it to the bot. */
export function messageJson(state: State, message: FakeMessage, isBlank: IsBlank = () => false): Json {
  const { id, channel, author, type, nonce, createdMs, editedMs } = message;
  return {
    ...{ id, channel_id: channel.id, author: userJson(author), type, timestamp: isoDate(createdMs) },
    edited_timestamp: editedMs === undefined ? null : isoDate(editedMs),
    ...{ tts: false, pinned: false, mention_everyone: false, mention_roles: [] },
    mentions: message.mentions.flatMap((id) => state.users.get(id) ?? []).map(userJson),
    ...contentJson(message, isBlank(message)),
    ...(nonce !== undefined && { nonce }),
    ...responseJson(state, message),
    ...referenceJson(state, message, isBlank),
  };
}

function contentJson(
  { contents, attachments, embeds, components, flags }: FakeMessage,
  isBlank: boolean,
): Json {
  if (isBlank) return { content: '', attachments: [], embeds: [], components: [], flags };
  // Discord gives every component a number.
  let last = 0;
  const numbered = (part: Json): Json => {
    last += 1;
    const id = last;
    const { components: inner, accessory } = part;
    return {
      ...part,
      id,
      ...(Array.isArray(inner) && { components: inner.map(numbered) }),
      ...(isJson(accessory) && { accessory: numbered(accessory) }),
    };
  };
  return {
    ...{ content: contents.at(-1) ?? '', attachments: attachments.map(attachmentJson), flags },
    ...{ embeds: embeds.map((embed) => ({ type: 'rich', ...embed })), components: components.map(numbered) },
  };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function responseJson(state: State, { interactionId }: FakeMessage): Json {
  const interaction = state.interactions.get(interactionId ?? '');
  if (interaction === undefined) return {};
  const { id, kind, user, source } = interaction;
  const base = { id, user: userJson(user), authorizing_integration_owners: ownersJson(interaction), type: 2 };
  const more = {
    component: { type: INTERACTION_TYPE.component, interacted_message_id: source?.id },
    // Every modal came from a command or a button, which Discord tells of too.
    modal: { type: INTERACTION_TYPE.modal, triggering_interaction_metadata: base },
    ...{ command: {}, autocomplete: {} },
  };
  const { applicationId } = state;
  const interaction_metadata = { ...base, ...more[kind] };
  return { webhook_id: applicationId, application_id: applicationId, interaction_metadata };
}

/** Who installed the app that an interaction is for. */
export function ownersJson({ isUserInstall, user, channel }: FakeInteraction): Json {
  return isUserInstall ? { 1: user.id } : { 0: channel.guild?.id ?? '0' };
}

function referenceJson(state: State, message: FakeMessage, isBlank: IsBlank): Json {
  const { reference, snapshot, channel } = message;
  const place = (one: FakeMessage) => ({ channel_id: one.channel.id, message_id: one.id });
  if (snapshot !== undefined) {
    const { type, createdMs } = snapshot;
    const shown = {
      type,
      timestamp: isoDate(createdMs),
      edited_timestamp: null,
      mentions: [],
      mention_roles: [],
    };
    return {
      message_reference: { type: 1, ...place(snapshot) },
      message_snapshots: [{ message: { ...shown, ...contentJson(snapshot, isBlank(message)) } }],
    };
  }
  if (reference === undefined) return {};
  // One level deep, as Discord sends it.
  const alone = { ...reference, reference: undefined, content: reference.content };
  return {
    message_reference: { type: 0, ...place(reference), ...(channel.guild && { guild_id: channel.guild.id }) },
    referenced_message: reference.removed ? null : messageJson(state, alone, isBlank),
  };
}

/** A message as the bot sees it: blank, but where the bot wrote it, is named or alone. */
export function seenMessageJson(state: State, message: FakeMessage): Json {
  return messageJson(
    state,
    message,
    ({ author, channel, mentions }) =>
      author !== state.bot && channel.kind !== 'direct' && !mentions.includes(state.bot.id),
  );
}

/** A message as an event, with where it is and who wrote it. */
export function messageEventJson(state: State, message: FakeMessage): Json {
  const { guild, kind } = message.channel;
  const json = seenMessageJson(state, message);
  return guild === undefined
    ? { ...json, channel_type: kind === 'direct' ? 1 : 3 }
    : { ...json, guild_id: guild.id, member: memberJson(message.author, guild) };
}
