import { GatewayIntentBits as Intent } from 'discord.js';
import { channelJson } from './payloads.ts';
import { ALL_BUT_ADMINISTRATOR, isThread } from './permissions.ts';
import type { ChannelKind, ChannelSettings, FakeUser, GuildSettings, UserSettings } from './places.ts';
import type { ChannelRecord, GuildRecord, State, UserRecord } from './state.ts';

/** Adds a server with one text channel. Clients are told of it by the caller. */
export function createGuild(state: State, settings: GuildSettings = {}): GuildRecord {
  const channels: ChannelRecord[] = [];
  const hasBot = settings.hasBot ?? true;
  const guild: GuildRecord = {
    id: state.nextId(),
    botRoleId: state.nextId(),
    name: settings.name ?? 'A server',
    locale: settings.locale ?? 'en-US',
    hasBot,
    boostLevel: settings.boostLevel ?? 0,
    botPermissions: settings.botPermissions ?? ALL_BUT_ADMINISTRATOR,
    memberPermissions: settings.memberPermissions ?? ALL_BUT_ADMINISTRATOR,
    channels,
    get general() {
      const [first] = channels;
      if (first === undefined) throw new Error('A guild begins with a channel');
      return first;
    },
    channel: (wish) => addGuildChannel(state, guild, wish),
    change(change) {
      Object.assign(guild, change);
    },
  };
  // Before the guild is known, so that nobody hears of a channel without its guild.
  addGuildChannel(state, guild, { name: 'general' });
  state.guilds.set(guild.id, guild);
  return guild;
}

function addGuildChannel(state: State, guild: GuildRecord, settings: ChannelSettings = {}): ChannelRecord {
  const { kind = 'text', parent } = settings;
  const parentId = parent?.id ?? (kind === 'thread' ? guild.general.id : undefined);
  if (kind === 'forum-post' && parentId === undefined) throw new Error('A post stands in a forum');
  const channel = createChannel(state, kind, {
    guild,
    name: settings.name ?? kind,
    parent: parentId === undefined ? undefined : state.channels.get(parentId),
  });
  channel.change(settings);
  guild.channels.push(channel);
  tell(state, channel, 'CREATE');
  return channel;
}

/** Tells clients of a channel of a guild that they know. */
function tell(state: State, channel: ChannelRecord, what: 'CREATE' | 'UPDATE' | 'DELETE'): void {
  const { guild } = channel;
  if (guild?.hasBot !== true || !state.guilds.has(guild.id)) return;
  state.dispatch(`${isThread(channel) ? 'THREAD' : 'CHANNEL'}_${what}`, guild.id, (intents) =>
    (intents & Intent.Guilds) === 0 ? undefined : channelJson(channel),
  );
}

/** Adds a channel outside of any server. */
export function createPrivateChannel(
  state: State,
  kind: 'direct' | 'group',
  users: readonly FakeUser[],
): ChannelRecord {
  const recipients = users.flatMap(({ id }) => state.users.get(id) ?? []);
  return createChannel(state, kind, { name: kind, recipients });
}

function createChannel(
  state: State,
  kind: ChannelKind,
  where: Partial<Pick<ChannelRecord, 'guild' | 'name' | 'parent' | 'recipients'>>,
): ChannelRecord {
  const channel: ChannelRecord = {
    id: state.nextId(),
    kind,
    name: where.name ?? kind,
    guild: where.guild,
    guildId: where.guild?.id,
    parent: where.parent,
    recipients: where.recipients ?? [],
    archived: false,
    slowModeSeconds: 0,
    botPermissions: undefined,
    memberPermissions: undefined,
    removed: false,
    lastWrittenMs: undefined,
    change({ archived, slowModeSeconds, botPermissions, memberPermissions }) {
      if (archived !== undefined) channel.archived = archived;
      if (slowModeSeconds !== undefined) channel.slowModeSeconds = slowModeSeconds;
      if (botPermissions !== undefined) channel.botPermissions = botPermissions;
      if (memberPermissions !== undefined) channel.memberPermissions = memberPermissions;
      if (where.guild?.channels.includes(channel) === true) tell(state, channel, 'UPDATE');
    },
    remove() {
      channel.removed = true;
      tell(state, channel, 'DELETE');
      for (const message of state.messages.values()) if (message.channelId === channel.id) message.remove();
    },
  };
  state.channels.set(channel.id, channel);
  return channel;
}

/** Adds a user, with a channel of direct messages to the bot unless it is the bot. */
export function createUser(
  state: Pick<State, 'nextId' | 'users'>,
  settings: UserSettings & { readonly id?: string; readonly bot?: boolean } = {},
): UserRecord {
  const id = settings.id ?? state.nextId();
  const user: UserRecord = {
    id,
    name: settings.name ?? 'somebody',
    locale: settings.locale ?? 'en-US',
    mention: `<@${id}>`,
    bot: settings.bot ?? false,
    roles: settings.roles ?? [],
    closedDms: settings.closedDms ?? false,
    closeDms(closed) {
      user.closedDms = closed;
    },
  };
  state.users.set(id, user);
  return user;
}
