/** What a channel is. Threads and posts have a parent. */
export type ChannelKind =
  | 'text'
  | 'announcement'
  | 'voice'
  | 'forum'
  | 'thread'
  | 'forum-post'
  | 'direct'
  | 'group';

/** What can change about a channel. */
export interface ChannelState {
  readonly archived?: boolean;
  /** Between two messages of the bot. Real bots are exempt today; the fake is stricter. */
  readonly slowModeSeconds?: number;
  /** What the bot may do here: bits of PermissionFlagsBits. The guild's by default. */
  readonly botPermissions?: bigint;
  /** What members may do here. The guild's by default. */
  readonly memberPermissions?: bigint;
}

/** A new channel. A thread without a parent belongs to the guild's first channel. */
export interface ChannelSettings extends ChannelState {
  readonly kind?: Exclude<ChannelKind, 'direct' | 'group'>;
  readonly name?: string;
  readonly parent?: FakeChannel;
}

/** A place for messages. */
export interface FakeChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly guildId: string | undefined;
  change(state: ChannelState): void;
  /** Deletes it, with its messages. */
  remove(): void;
}

/** What can change about a guild. */
export interface GuildState {
  /** Without channels saying otherwise: bits of PermissionFlagsBits. Everything but administration by default. */
  readonly botPermissions?: bigint;
  readonly memberPermissions?: bigint;
  /** Level 2 allows files of 50 MiB, level 3 of 100 MiB. */
  readonly boostLevel?: 0 | 1 | 2 | 3;
}

/** A new guild. */
export interface GuildSettings extends GuildState {
  readonly name?: string;
  /** Whether the bot is a member. True by default. */
  readonly hasBot?: boolean;
  readonly locale?: string;
}

/** A server. */
export interface FakeGuild {
  readonly id: string;
  readonly hasBot: boolean;
  /** Its first text channel. */
  readonly general: FakeChannel;
  channel(settings?: ChannelSettings): FakeChannel;
  change(state: GuildState): void;
}

/** A new user. */
export interface UserSettings {
  readonly name?: string;
  /** `en-US` by default. */
  readonly locale?: string;
  /** Takes no direct messages from the bot. */
  readonly closedDms?: boolean;
  /** Ids of the roles they have wherever they are a member. */
  readonly roles?: readonly string[];
}

/** A member. */
export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  /** `<@id>`. */
  readonly mention: string;
  /** Opens or closes direct messages. */
  closeDms(closed: boolean): void;
}
