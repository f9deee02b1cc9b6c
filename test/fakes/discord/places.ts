import { PermissionFlagsBits as Bit, GatewayIntentBits as Intent } from 'discord.js';
import type { Clock } from '../../../src/core/async/clock.ts';
import { channelJson } from './payloads.ts';
import { type Refusal, refuse } from './refusal.ts';
import type {
  ChannelKind,
  ChannelSettings,
  FakeChannel,
  FakeGuild,
  FakeUser,
  GuildSettings,
  State,
  UserSettings,
} from './state.ts';

/** Every permission there is, but administration, which would make the others mean nothing. */
export const ALL_BUT_ADMINISTRATOR =
  Object.values(Bit).reduce((all, bit) => all | bit, 0n) & ~Bit.Administrator;

const DIRECT = Bit.ViewChannel | Bit.SendMessages | Bit.AttachFiles | Bit.EmbedLinks | Bit.ReadMessageHistory;

/** Discord's first moment, from which the time in ids counts. */
const EPOCH_MS = 1_420_070_400_000;

/** Makes ids that say when they were made. Each is larger than the one before, but for those made a while ago. */
export function createSnowflakes(clock: Clock): State['nextId'] {
  let last = 0n;
  let made = 0n;
  return (agoMs = 0) => {
    const moment = BigInt(Math.trunc(clock.now()) - agoMs - EPOCH_MS) << 22n;
    made += 1n;
    if (agoMs > 0) return (moment + made).toString();
    last = moment > last ? moment : last + 1n;
    return last.toString();
  };
}

/** Adds a server with one text channel. Clients are told of it by the caller. */
export function createGuild(state: State, settings: GuildSettings = {}): FakeGuild {
  const channels: FakeChannel[] = [];
  const add = ({ kind = 'text', parent, ...more }: ChannelSettings = {}): FakeChannel => {
    const above = parent ?? (kind === 'thread' ? channels[0] : undefined);
    if (kind === 'forum-post' && above === undefined) throw new Error('A post stands in a forum');
    const channel = createChannel(state, kind, { guild, ...(above && { parent: above }) });
    Object.assign(channel, more);
    channels.push(channel);
    tell(state, channel, 'CREATE');
    return channel;
  };
  const guild: FakeGuild = {
    ...{ id: state.nextId(), botRoleId: state.nextId(), locale: 'en-US', hasBot: true, boostLevel: 0 },
    ...{ botPermissions: ALL_BUT_ADMINISTRATOR, memberPermissions: ALL_BUT_ADMINISTRATOR },
    ...settings,
    channels,
    get general() {
      const [first] = channels;
      if (first === undefined) throw new Error('A guild begins with a channel');
      return first;
    },
    channel: add,
  };
  // Before the guild is known, so that nobody hears of a channel without its guild.
  add();
  state.guilds.set(guild.id, guild);
  return guild;
}

/** Tells clients of a channel of a guild that they know. */
function tell(state: State, channel: FakeChannel, what: 'CREATE' | 'UPDATE' | 'DELETE'): void {
  const { guild } = channel;
  if (guild?.hasBot !== true || !state.guilds.has(guild.id)) return;
  state.dispatch(`${isThread(channel) ? 'THREAD' : 'CHANNEL'}_${what}`, guild.id, (intents) =>
    (intents & Intent.Guilds) === 0 ? undefined : channelJson(channel),
  );
}

/** Adds a channel: of a server, or outside of any. */
export function createChannel(
  state: State,
  kind: ChannelKind,
  where: Partial<Pick<FakeChannel, 'guild' | 'parent' | 'recipients'>>,
): FakeChannel {
  const channel: FakeChannel = {
    ...{ id: state.nextId(), kind, guild: undefined, parent: undefined, recipients: [], ...where },
    ...{ archived: false, slowModeSeconds: 0, botPermissions: undefined },
    ...{ removed: false, lastWrittenMs: undefined },
    change(changes) {
      Object.assign(channel, changes);
      tell(state, channel, 'UPDATE');
    },
    remove() {
      channel.removed = true;
      tell(state, channel, 'DELETE');
      for (const message of state.messages.values()) if (message.channel === channel) message.remove();
    },
  };
  state.channels.set(channel.id, channel);
  return channel;
}

/** Adds a user. */
export function createUser(
  { nextId, users }: Pick<State, 'nextId' | 'users'>,
  settings: UserSettings & { readonly id?: string; readonly isBot?: boolean } = {},
): FakeUser {
  const { id = nextId(), isBot = false, locale = 'en-US', roles = [] } = settings;
  const user: FakeUser = {
    ...{ id, isBot, locale, roles, mention: `<@${id}>`, takesDms: true },
    closeDms() {
      user.takesDms = false;
    },
  };
  users.set(id, user);
  return user;
}

/** The direct messages of a user with the bot. */
export function directChannelOf(state: State, userId: string): FakeChannel | undefined {
  return [...state.channels.values()].find(
    ({ kind, recipients }) => kind === 'direct' && recipients[0]?.id === userId,
  );
}

/** What the bot may do in a channel. A thread has what its parent has. */
export function botPermissionsIn(channel: FakeChannel): bigint {
  if (channel.kind === 'direct') return DIRECT;
  if (channel.guild?.hasBot !== true) return 0n;
  return channel.botPermissions ?? channel.parent?.botPermissions ?? channel.guild.botPermissions;
}

/** What members may do in a channel. */
export function memberPermissionsIn({ guild }: FakeChannel): bigint {
  return guild?.memberPermissions ?? DIRECT;
}

/** True for threads and forum posts. */
export function isThread({ kind }: FakeChannel): boolean {
  return kind === 'thread' || kind === 'forum-post';
}

/** True when all of `needed` are there, or administration is. */
export function has(permissions: bigint, needed: bigint): boolean {
  return (permissions & Bit.Administrator) !== 0n || (permissions & needed) === needed;
}

/** Why the bot may not write in a channel that it sees, if it may not. */
export function writingRefusal(channel: FakeChannel): Refusal | undefined {
  if (channel.kind === 'forum') return refuse.forum();
  const needed = isThread(channel) ? Bit.SendMessagesInThreads : Bit.SendMessages;
  if (!has(botPermissionsIn(channel), needed)) return refuse.missingPermissions();
  if (channel.archived) return refuse.archived();
  return channel.recipients.every(({ takesDms }) => takesDms) ? undefined : refuse.closedDms();
}

/** The channel, if the bot sees it. @throws Refusal where it does not. */
export function seenChannel(state: State, id: string | undefined): FakeChannel {
  const channel = state.channels.get(id ?? '');
  if (channel === undefined || channel.removed) throw refuse.unknownChannel();
  const needed = channel.kind === 'voice' ? Bit.ViewChannel | Bit.Connect : Bit.ViewChannel;
  if (!has(botPermissionsIn(channel), needed)) throw refuse.missingAccess();
  return channel;
}
