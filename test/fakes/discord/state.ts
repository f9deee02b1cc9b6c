import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../src/core/async/clock.ts';
import type { Changes } from './changes.ts';
import type { CommandShape } from './command-rules.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

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
interface ChannelState {
  archived: boolean;
  /** Between two messages of the bot. Real bots are exempt today; the fake is stricter. */
  slowModeSeconds: number;
  /** What the bot may do here: bits of PermissionFlagsBits. The guild's by default. */
  botPermissions: bigint | undefined;
}

/** A new channel. A thread without a parent belongs to the guild's first channel. */
export interface ChannelSettings extends Partial<ChannelState> {
  readonly kind?: Exclude<ChannelKind, 'direct' | 'group'>;
  readonly parent?: FakeChannel;
}

/** A place for messages. */
export interface FakeChannel extends ChannelState {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly guild: FakeGuild | undefined;
  readonly parent: FakeChannel | undefined;
  /** Of direct and group channels, the bot left out. */
  readonly recipients: readonly FakeUser[];
  removed: boolean;
  /** When the bot last wrote here, for slow mode. */
  lastWrittenMs: number | undefined;
  change(state: Partial<ChannelState>): void;
  /** Deletes it, with its messages. */
  remove(): void;
}

/** A new guild. */
export interface GuildSettings {
  /** Whether the bot is a member. True by default. */
  readonly hasBot?: boolean;
  readonly locale?: string;
  /** Without channels saying otherwise: bits of PermissionFlagsBits. Everything but administration by default. */
  readonly botPermissions?: bigint;
  readonly memberPermissions?: bigint;
  /** Its boosts raise how large a file may be. 0 by default. */
  readonly boostLevel?: 0 | 2 | 3;
}

/** A server. */
export interface FakeGuild extends Omit<Required<GuildSettings>, 'hasBot'> {
  hasBot: boolean;
  readonly id: string;
  /** Its first text channel. */
  readonly general: FakeChannel;
  readonly channels: readonly FakeChannel[];
  /** The role that only the bot has. */
  readonly botRoleId: string;
  channel(settings?: ChannelSettings): FakeChannel;
}

/** A new user. */
export interface UserSettings {
  /** `en-US` by default. */
  readonly locale?: string;
  /** Ids of the roles they have wherever they are a member. */
  readonly roles?: readonly string[];
}

/** A member, or the bot. */
export interface FakeUser extends Required<UserSettings> {
  readonly id: string;
  /** `<@id>`. */
  readonly mention: string;
  readonly isBot: boolean;
  takesDms: boolean;
  /** Takes no direct messages from the bot any more. */
  closeDms(): void;
}

/** How an upload differs from the usual one. */
export interface UploadSettings {
  /** Set on voice messages. */
  readonly durationSeconds?: number;
  readonly waveform?: string;
  /** Alternative text. */
  readonly description?: string;
}

/** A file that Discord serves. */
export interface FakeAttachment extends UploadSettings {
  readonly id: string;
  readonly channelId: string;
  /** As it was sent. Discord shows members another one where it has characters it does not like. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Signed (`ex`, `is`, `hm`) whenever it is read; 404 a day later or with a wrong signature. */
  readonly url: string;
}

/** A button as it stands on a message, or an entry of a list. */
export interface FakeControl {
  readonly customId: string;
  readonly label: string;
  /** Of an entry. */
  readonly value?: string;
}

/** A message as it is now. The same object all along. */
export interface FakeMessage {
  readonly id: string;
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  /** Discord's message type: 0 plain, 19 reply, 20 slash command, 23 message command. */
  readonly type: number;
  /** Every content it had, oldest first, the present one last. */
  readonly contents: string[];
  readonly content: string;
  attachments: readonly FakeAttachment[];
  embeds: readonly Json[];
  /** As sent. */
  components: readonly Json[];
  /** Every button in them, and every entry of their lists. */
  readonly controls: readonly FakeControl[];
  flags: number;
  readonly ephemeral: boolean;
  /** Who alone can see it, where it is ephemeral. */
  readonly visibleTo: string | undefined;
  /** A deferred response that shows "is thinking" and nothing else yet. */
  loading: boolean;
  readonly nonce: string | undefined;
  /** Users it mentions, in its text or by answering them. */
  readonly mentions: readonly string[];
  /** Users it notified: an edit notifies nobody. */
  readonly pinged: readonly string[];
  /** The message it answers. */
  readonly reference: FakeMessage | undefined;
  readonly replyTo: string | undefined;
  /** The message it forwards. */
  readonly snapshot: FakeMessage | undefined;
  /** The interaction it responds to. */
  readonly interactionId: string | undefined;
  readonly createdMs: number;
  editedMs: number | undefined;
  removed: boolean;
  /** A member or Discord removes it. */
  remove(): void;
}

/** The first response to an interaction, as it arrived. */
export interface Acknowledgement {
  /** 5 deferred message, 6 deferred update, 8 autocomplete, 9 modal: the bot uses no other. */
  readonly type: number;
  readonly ephemeral: boolean;
  readonly data: Json;
}

/** Discord's interaction types. */
export const INTERACTION_TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;

/** An interaction that was sent to the bot. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly kind: keyof typeof INTERACTION_TYPE;
  readonly createdMs: number;
  readonly user: FakeUser;
  readonly channel: FakeChannel;
  /** Only the user installed the app. */
  readonly isUserInstall: boolean;
  readonly appPermissions: bigint;
  readonly memberPermissions: bigint;
  readonly attachmentSizeLimit: number;
  readonly locale: string;
  /** The message a component is on. */
  readonly source: FakeMessage | undefined;
  /** Of the response: 20 to a slash command, 23 to a message command, 0 otherwise. */
  readonly messageType: number;
  acknowledgement: Acknowledgement | undefined;
  /** What `@original` names. */
  response: FakeMessage | undefined;
  /** In their order. */
  readonly followUps: FakeMessage[];
  expired: boolean;
  /** Resolves with the first response. */
  acknowledged(): Promise<Acknowledgement>;
  /** The response that `@original` names, as it is now. */
  original(): FakeMessage | undefined;
  /** What stands for the member: the original, the follow-ups, and the bot's own messages that name them. */
  readonly messages: readonly FakeMessage[];
  /** Resolves once the messages are as wished. */
  until(wish: (messages: readonly FakeMessage[]) => boolean): Promise<void>;
  /** The 15 minutes of the token are over. */
  expire(): void;
}

/** A command as registered. */
export interface RegisteredCommand {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly json: CommandShape;
}

/** Everything one fake Discord knows. */
export interface State {
  readonly clock: Clock;
  readonly nextId: (agoMs?: number) => string;
  readonly token: string;
  readonly applicationId: string;
  readonly bot: FakeUser;
  /** How the application can be installed: 0 in a server, 1 on a person's account. */
  readonly installs: readonly number[];
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly users: Map<string, FakeUser>;
  readonly messages: Map<string, FakeMessage>;
  readonly interactions: Map<string, FakeInteraction>;
  readonly files: Map<string, FakeAttachment>;
  /** By `global` or a guild's id. */
  readonly commands: Map<string, readonly RegisteredCommand[]>;
  readonly changes: Changes;
  /** `http://127.0.0.1:port`, once it listens. */
  origin: string;
  /** Signs what goes to the endpoint. */
  readonly signingKey: KeyObject;
  /** Half of it, as the application has it in hex. */
  readonly verifyKey: string;
  /** Where interactions go, if not over the gateway. */
  endpointUrl: string | undefined;
  /** Sends an interaction to the bot. */
  deliver(interaction: FakeInteraction, event: Json): void;
  /** Sends an event to every session that should hear of it. `undefined` leaves a session out. */
  dispatch(event: string, guildId: string | undefined, payload: (intents: number) => Json | undefined): void;
}
